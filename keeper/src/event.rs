use rayment_client::Sent;
use solana_pubkey::Pubkey;

/// What a keeper has done, for programs that show it and for tests. Actions of one transaction share its
/// signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeeperEvent {
    Assigned {
        job: Pubkey,
        attempt: u8,
        provider: Pubkey,
        unchecked: bool,
        sent: Sent,
    },
    Sealed {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// A delivery was compared with the keeper's own tiles: how many are equal, or that one is not.
    Checked {
        job: Pubkey,
        attempt: u8,
        tiles: u64,
        equal: bool,
        ms: u64,
    },
    /// The tiles are missing, the scene can't be rendered here, or the check needs more time, fee or disk
    /// than there is: no verdict for now.
    Silent {
        job: Pubkey,
        attempt: u8,
        why: String,
    },
    Accepted {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// A wrong tile was proven, by its place among the job's frames and tiles.
    Rejected {
        job: Pubkey,
        attempt: u8,
        frame: u32,
        tile: u32,
        sent: Sent,
    },
    /// A delivery whose tiles are missing or unlike was given back to the market; no bond is lost.
    Requeued {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// A spec that a provider reported as broken is broken: the client has its money back.
    SpecConfirmed {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// A spec that a provider reported as broken loads: the report is void.
    SpecLoads {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    Settled {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    Expired {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// Some of what a job in tokens still owed was paid, or all of it.
    Cleared {
        job: Pubkey,
        attempt: u8,
        sent: Sent,
    },
    /// A job of an order was made.
    Drawn {
        order: Pubkey,
        index: u32,
        job: Pubkey,
        sent: Sent,
    },
    /// What an order did not need was paid out; its account went too where it is `closed`.
    Returned {
        order: Pubkey,
        closed: bool,
        sent: Sent,
    },
    /// Fees went to the treasury, those of a provider or the market's own.
    Swept {
        of: Pubkey,
        sent: Sent,
    },
}

impl KeeperEvent {
    /// The job it is about, the order, or whose fees these were.
    pub fn account(&self) -> Pubkey {
        match self {
            Self::Assigned { job, .. }
            | Self::Sealed { job, .. }
            | Self::Checked { job, .. }
            | Self::Silent { job, .. }
            | Self::Accepted { job, .. }
            | Self::Rejected { job, .. }
            | Self::Requeued { job, .. }
            | Self::SpecConfirmed { job, .. }
            | Self::SpecLoads { job, .. }
            | Self::Settled { job, .. }
            | Self::Expired { job, .. }
            | Self::Cleared { job, .. }
            | Self::Drawn { job, .. } => *job,
            Self::Returned { order, .. } => *order,
            Self::Swept { of, .. } => *of,
        }
    }

    /// The transaction it happened in, if it happened on the chain.
    pub fn sent(&self) -> Option<&Sent> {
        match self {
            Self::Checked { .. } | Self::Silent { .. } => None,
            Self::Assigned { sent, .. }
            | Self::Sealed { sent, .. }
            | Self::Accepted { sent, .. }
            | Self::Rejected { sent, .. }
            | Self::Requeued { sent, .. }
            | Self::SpecConfirmed { sent, .. }
            | Self::SpecLoads { sent, .. }
            | Self::Settled { sent, .. }
            | Self::Expired { sent, .. }
            | Self::Cleared { sent, .. }
            | Self::Drawn { sent, .. }
            | Self::Returned { sent, .. }
            | Self::Swept { sent, .. } => Some(sent),
        }
    }
}
