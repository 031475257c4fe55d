//! How an action ended: with a receipt, or with a refusal that has a name.

use rayment_client::{ProgramError, events::Event};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

pub use rayment_client::rayment::error::RaymentError;

pub type Answer = Result<Receipt, Refused>;

/// A transaction that was taken.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub units: u64,
    /// Lamports paid to the runtime.
    pub network_fee: u64,
    pub logs: Vec<String>,
    /// The data of every call of another program, or of the program itself, to it.
    pub calls: Vec<Vec<u8>>,
}

/// What a call begins with by which the program tells something: the first bytes of SHA-256 of
/// `anchor:event`, the last of them first.
pub const TOLD: [u8; 8] = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

impl Receipt {
    /// What the program logged, and then what it told by calling itself.
    pub fn events(&self) -> Vec<Event> {
        let logged = rayment_client::events::from_logs(&self.logs);
        logged.into_iter().chain(self.told()).collect()
    }

    /// What the program told by calling itself.
    pub fn told(&self) -> Vec<Event> {
        let told = self.calls.iter().filter_map(|data| data.strip_prefix(&TOLD));
        told.map(|event| Event::parse(event).expect("an event of the IDL")).collect()
    }
}

/// A transaction that was not: nothing changed, save the fee.
#[derive(Clone, Debug)]
pub struct Refused {
    pub error: TransactionError,
    /// Lamports paid to the runtime all the same.
    pub network_fee: u64,
    pub logs: Vec<String>,
}

impl Refused {
    /// The program's error code, or that of one it called.
    pub fn code(&self) -> Option<u32> {
        match self.error {
            TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(code),
            _ => None,
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.code() {
            Some(code) => write!(f, "{} ({code})", ProgramError::from_code(0, code).name),
            None => write!(f, "{:?}", self.error),
        }
    }
}

/// What a test expects of an action.
pub trait Judged {
    type Receipt;

    /// It is granted.
    fn works(self) -> Self::Receipt;

    /// It is refused, and for this reason.
    fn refuses(self, reason: RaymentError);

    /// It is refused by a code of Anchor's or of another program's.
    fn refuses_with(self, code: u32);
}

impl<T> Judged for Result<T, Refused> {
    type Receipt = T;

    #[track_caller]
    fn works(self) -> T {
        self.unwrap_or_else(|refused| panic!("expected to work, refused: {refused}\n{}", refused.logs.join("\n")))
    }

    #[track_caller]
    fn refuses(self, reason: RaymentError) {
        self.refuses_with(reason.into());
    }

    #[track_caller]
    fn refuses_with(self, code: u32) {
        let expected = ProgramError::from_code(0, code).name;
        match self {
            Ok(_) => panic!("expected the refusal {expected} ({code}), but it worked"),
            Err(refused) => assert_eq!(
                refused.code(),
                Some(code),
                "expected {expected}, found {refused}\n{}",
                refused.logs.join("\n")
            ),
        }
    }
}
