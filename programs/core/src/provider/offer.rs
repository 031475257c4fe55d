//! What a provider asks for one kind of work, in one asset.

use crate::{hash::Hash, key::Pubkey, money::Terms};

use super::{ProviderError, ProviderState, Status};

/// Kinds of work: render, llm, tts, stt, embed, rental, function.
pub const KINDS: u8 = 7;
/// Rendering, which jobs are.
pub const RENDER: u8 = 0;

fixed! {
    /// An offer's account, as the rules see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OfferState {
        /// The address of the provider's account.
        pub provider: Pubkey,
        /// Below [`KINDS`].
        pub kind: u8,
        /// What the kind is further divided by: a card, a model. 0 where nothing is.
        pub class: u16,
        /// Zeros for SOL.
        pub mint: Pubkey,
        /// Base units of the mint: for a frame, 1,000 tokens or characters, or an hour; a second; a gigabyte; at least.
        pub terms: Terms,
        /// SHA-256 of what describes the model or machine; zeros where nothing does.
        pub manifest: Hash,
        /// Of this kind at a time.
        pub slots: u16,
        /// When it was opened.
        pub since: i64,
    }

    /// What an offer is to say.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OfferTerms {
        pub terms: Terms,
        pub manifest: Hash,
        pub slots: u16,
    }
}

impl ProviderState {
    /// Opens an offer, or says another price. By the operator or the authority, who have signed; never by who has
    /// retired.
    pub fn offer(
        &self,
        provider: Pubkey,
        (kind, class, mint): (u8, u16, Pubkey),
        OfferTerms { terms, manifest, slots }: OfferTerms,
        since: i64,
    ) -> Result<OfferState, ProviderError> {
        match self.status {
            Status::Active | Status::Paused => {}
            Status::Retired => return Err(ProviderError::Retired),
        }
        if kind >= KINDS {
            return Err(ProviderError::UnknownKind);
        }
        if slots == 0 {
            return Err(ProviderError::NoSlots);
        }
        Ok(OfferState { provider, kind, class, mint, terms, manifest, slots, since })
    }

    /// Whether an offer may close: not while a job may have been claimed by it.
    pub fn may_close_offer(&self) -> Result<(), ProviderError> {
        if self.jobs == 0 { Ok(()) } else { Err(ProviderError::JobsOpen) }
    }
}
