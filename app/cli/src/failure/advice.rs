//! What the SDK cannot know: which flag or command helps.

use rayment_sdk::{Error, Refusal};

/// The advice that ends a message, if there is any.
pub(super) fn flags(error: &Error) -> Option<String> {
    let advice = match error {
        Error::OutputFolder { .. } => "choose another with --out",
        Error::Paying { source, .. } if source.may_still_arrive() => {
            "see `rayment order show`; the same command looks first, and pays no order twice"
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
        _ => return None,
    })
}
