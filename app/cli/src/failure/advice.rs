//! What the SDK cannot know: which flag or command helps.

use rayment_sdk::{
    Error, Refusal, TokenRefusal, channel::ChannelRefusal, stake::StakeRefusal, statement::StatementRefusal,
};

use crate::when::from_now;

/// The advice that ends a message, if there is any.
pub(super) fn flags(error: &Error) -> Option<String> {
    let advice = match error {
        Error::OutputFolder { .. } => "choose another with --out",
        Error::Paying { .. } if error.may_have_paid() => {
            "see `rayment order show`; the same command looks first, and pays no order twice"
        }
        Error::Opening { .. } if error.may_have_paid() => {
            "see `rayment channel list`; the same command looks first, and opens no channel twice"
        }
        Error::Refused(Refusal::Stake(StakeRefusal::TooEarly { at, now, .. })) => {
            return Some(format!("that is {}", from_now(*at, *now)));
        }
        Error::Refused(refusal) => of_refusal(refusal)?,
        _ => return None,
    };
    Some(advice.to_owned())
}

fn of_refusal(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::Outside(_) => "or take them with --allow-outside",
        Refusal::NoCamera { cameras, .. } if cameras.is_empty() => "leave --camera out",
        Refusal::NoLayers { .. } => "leave --layers out",
        Refusal::BitByBitOnly { .. } => "take --devices cpu",
        Refusal::TooFewSamples { .. } => "give more --samples, or --devices cpu",
        Refusal::NotComparable => "render with --devices cpu to verify",
        Refusal::NoWallet { .. } => "give --keypair FILE, or make one with `solana-keygen new`",
        Refusal::NoMarket => "open one with `rayment market init`, or check --rpc-url",
        Refusal::ManyMarkets(_) => "choose one with --market",
        Refusal::TooExpensive { .. } => "or allow more with --max-price",
        Refusal::OutOfProportion { .. } => {
            "see --quote, leave a provider's prices out with --exclude, or allow it with --max-price"
        }
        Refusal::NoOrder(_) => "see `rayment order list`",
        Refusal::PlacedElsewhere(_) => "go on with it by --resume, or order anew with --again",
        Refusal::InFlight(_) => "or order anew with --again",
        Refusal::NoJob(_) => "see `rayment job list --all`",
        Refusal::Token(refusal) => of_token(refusal)?,
        Refusal::Channel(refusal) => of_channel(refusal)?,
        Refusal::Stake(StakeRefusal::NotOne("provider")) => "`rayment provider register` makes it one",
        Refusal::Stake(StakeRefusal::NotOne("guardian")) => "`rayment guardian enlist` makes it one",
        Refusal::Stake(StakeRefusal::NotAuthority) => "give its --keypair",
        Refusal::Statement(StatementRefusal::Form(_)) => "see `rayment guardian slash --help`",
        Refusal::Statement(StatementRefusal::OtherMarket { .. }) => "choose theirs with --market",
        _ => return None,
    })
}

fn of_token(refusal: &TokenRefusal) -> Option<&'static str> {
    Some(match refusal {
        TokenRefusal::NotListed(_) => "see `rayment market asset list`",
        TokenRefusal::OldRate(_) => "it says one by `rayment market asset set`",
        TokenRefusal::NoPurse { .. } => "it opens one by `rayment provider purse open`",
        TokenRefusal::NothingOwed(_) => "see `rayment job show`",
        TokenRefusal::Blocked(_) => "mend it, or wait until its issuer does; the tokens stay the wallet's",
        TokenRefusal::OtherCoin { .. } => "say it with --token, or order anew with --again",
        TokenRefusal::NotMint(_)
        | TokenRefusal::NotAmount { .. }
        | TokenRefusal::BalanceTooLow { .. }
        | TokenRefusal::Frozen(_)
        | TokenRefusal::NotOwed(_)
        | TokenRefusal::OtherDecimals { .. }
        | TokenRefusal::OtherOwner { .. } => return None,
    })
}

fn of_channel(refusal: &ChannelRefusal) -> Option<&'static str> {
    Some(match refusal {
        ChannelRefusal::NoProvider(_) | ChannelRefusal::NotActive(_) => "see `rayment provider list --status active`",
        ChannelRefusal::NoDeposit => "give some",
        ChannelRefusal::NoChannel(_) => "see `rayment channel list`",
        ChannelRefusal::OtherMarket(..) => "choose its own with --market",
        ChannelRefusal::NoKey(_) => "sign where it was opened, or give the folder with its key by --orders",
        ChannelRefusal::NotPayer { .. } | ChannelRefusal::NotParty(_) => "give its --keypair",
        ChannelRefusal::TooMuch { .. } => {
            "see `rayment channel show`, and add to the deposit with `rayment channel topup`"
        }
        ChannelRefusal::NotVoucher(_) => "give what `rayment channel voucher` printed",
        _ => return None,
    })
}
