//! Every error is met by a story: none is left that nothing can cause.

use rayment_core::{
    Pubkey,
    channel::{ChannelError, Payee, Signed, Voucher},
    provider::{ProviderState, Status},
};

use super::story::*;

/// The shortest story that ends in `error`. A new error does not compile without one.
fn shortest_story(error: ChannelError) -> Answer {
    use ChannelError as E;
    let open = |proposal: Proposal| proposal.opened().map(|_| NOTHING);
    let but = |change: fn(&mut Proposal)| open(Proposal::but(change));
    match error {
        E::WrongPhase => PAULA.resumes(&mut Channel::rental()),
        E::NotPayer => ANNA.closes(&mut Channel::rental()),
        E::NotProvider => PAULA.ends(&mut Channel::rental()),
        E::NotParty => STRANGER.pauses(&mut Channel::rental()),
        E::NotSigner => ANNA.acknowledges(&mut Channel::rental(), 1),
        E::NotVoucher => Voucher::from_bytes(&[0; 50]).map(|_| NOTHING),
        E::NotOneVoucher => Signed::from_instruction(&[0; 162]).map(|_| NOTHING),
        E::WrongChannel => {
            let voucher = Voucher { channel: key(0x11), ..signed(1).voucher };
            ANNA.brings_signed(&mut Channel::rental(), Signed { voucher, ..signed(1) })
        }
        E::VoucherExpired => {
            let voucher = Voucher { expires_at: NOON, ..signed(1).voucher };
            ANNA.brings_signed(&mut Channel::rental(), Signed { voucher, ..signed(1) })
        }
        E::ProviderGone => ANNA.brings(&mut Channel::rental().with_provider(Payee::Gone), 1),
        E::NothingDue => Channel::rental().due(),
        E::DeadlinePassed => PAULA.pauses(&mut Channel::rental().later(7 * DAY)),
        E::NotYetDue => HUB.closes(&mut Channel::rental()),
        E::MarketPaused => but(|plain| plain.is_paused = true),
        E::MarketChanged => but(|plain| plain.terms.fee_bps = 0),
        E::AssetNotListed => open(Proposal { is_listed: false, ..Proposal::in_tokens() }),
        E::ProviderNotActive => but(|plain| plain.provider = ProviderState { status: Status::Paused, ..provider() }),
        E::NoPurse => open(Proposal { has_purse: false, ..Proposal::in_tokens() }),
        E::NoSigner => but(|plain| plain.terms.signer = Pubkey::default()),
        E::UnknownKind => but(|plain| plain.terms.kind = u8::MAX),
        E::BadCloseSecs => but(|plain| plain.terms.close_secs = 0),
        E::BadExpiry => but(|plain| plain.terms.expires_at = NOON),
        E::SlotNotRecent => but(|plain| plain.slot = u64::MAX),
        E::Overflow => but(|plain| plain.now = i64::MAX),
    }
}

const ALL: [ChannelError; 24] = {
    use ChannelError::*;
    [
        WrongPhase,
        NotPayer,
        NotProvider,
        NotParty,
        NotSigner,
        NotVoucher,
        NotOneVoucher,
        WrongChannel,
        VoucherExpired,
        ProviderGone,
        NothingDue,
        DeadlinePassed,
        NotYetDue,
        MarketPaused,
        MarketChanged,
        AssetNotListed,
        ProviderNotActive,
        NoPurse,
        NoSigner,
        UnknownKind,
        BadCloseSecs,
        BadExpiry,
        SlotNotRecent,
        Overflow,
    ]
};

#[test]
fn every_error_ends_a_story() {
    for error in ALL {
        assert_eq!(shortest_story(error), Err(error));
    }
}

#[test]
fn the_list_of_errors_is_complete() {
    for (place, error) in ALL.iter().enumerate() {
        assert_eq!(*error as usize, place, "{error:?} is out of order, or one before it is missing");
    }
    assert_eq!(ChannelError::Overflow as usize + 1, ALL.len(), "the last error of the enum ends the list");
}
