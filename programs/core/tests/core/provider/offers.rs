//! What a provider asks for one kind of work, in one asset.

use rayment_core::{
    Pubkey,
    money::Terms,
    provider::{KINDS, OfferState, OfferTerms, ProviderError, ProviderState, RENDER, Status},
};

use super::account::{provider, with};

const ACCOUNT: Pubkey = Pubkey([0xa2; 32]);
const MINT: Pubkey = Pubkey([0x33; 32]);
const SAID: OfferTerms =
    OfferTerms { terms: Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: 4 }, manifest: [0x3f; 32], slots: 2 };

fn offered(by: ProviderState, kind: u8, said: OfferTerms) -> Result<OfferState, ProviderError> {
    by.offer(ACCOUNT, (kind, 7, MINT), said, 1_800_000_000)
}

#[test]
fn an_offer_is_what_its_provider_says() {
    for status in [Status::Active, Status::Paused] {
        for kind in RENDER..KINDS {
            let expected = OfferState {
                provider: ACCOUNT,
                kind,
                class: 7,
                mint: MINT,
                terms: SAID.terms,
                manifest: [0x3f; 32],
                slots: 2,
                since: 1_800_000_000,
            };
            assert_eq!(offered(with(status), kind, SAID), Ok(expected));
        }
    }
}

#[test]
fn refuses_an_offer_of_an_unknown_kind_without_slots_or_of_who_has_retired() {
    for kind in [KINDS, KINDS + 1, u8::MAX] {
        assert_eq!(offered(provider(), kind, SAID), Err(ProviderError::UnknownKind));
    }
    assert_eq!(offered(provider(), RENDER, OfferTerms { slots: 0, ..SAID }), Err(ProviderError::NoSlots));
    assert_eq!(offered(with(Status::Retired), RENDER, SAID), Err(ProviderError::Retired));
}

#[test]
fn an_offer_closes_where_no_job_names_its_provider() {
    for status in [Status::Active, Status::Paused, Status::Retired] {
        assert_eq!(with(status).may_close_offer(), Ok(()));
        let busy = ProviderState { jobs: 1, ..with(status) };
        assert_eq!(busy.may_close_offer(), Err(ProviderError::JobsOpen));
    }
}
