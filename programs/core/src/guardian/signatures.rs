//! The data of the chain's Ed25519 instruction, as far as statements come in it: which key has signed which
//! message.
//!
//! Source: Solana's Ed25519 program. Its data begins with the number of signatures and a byte that it does not
//! look at; then follows for each a record of seven little-endian u16: where the signature lies and in which
//! instruction, where the key and in which, where the message, its length, and in which. It fails the
//! transaction unless every signature is right, but it leaves the places to whoever writes the records. So
//! each of them is compared here with the one place that there is for it: a record that pointed elsewhere
//! would have other bytes verified than those that are read.

use alloc::vec::Vec;

use crate::key::Pubkey;

use super::{GuardianError, Statement};

/// The count, and a zero.
const HEAD: usize = 2;
const RECORD: usize = 14;
const KEY: usize = 32;
const SIGNATURE: usize = 64;
const SIGNED: usize = KEY + SIGNATURE;
/// How a record says: in this very instruction.
const HERE: u16 = u16::MAX;
/// The most guardians that sign one statement.
const MOST: usize = 2;

/// A key and its signature, as they are written into the instruction.
pub type Signature = (Pubkey, [u8; SIGNATURE]);

/// How the signatures of an instruction lie.
#[derive(Clone, Copy)]
enum Lies {
    /// So many, then the one message that all of them have signed.
    OverOne(usize),
    /// Two, each followed by its own message.
    OverTwo,
}

impl Lies {
    fn count(self) -> usize {
        match self {
            Lies::OverOne(count) => count,
            Lies::OverTwo => 2,
        }
    }

    /// Where the keys begin.
    fn start(self) -> usize {
        HEAD.saturating_add(RECORD.saturating_mul(self.count()))
    }

    /// Where the key of signature `index` lies, and its message. The signature follows its key.
    fn places(self, index: usize) -> (usize, usize) {
        let each = match self {
            Lies::OverOne(_) => SIGNED,
            Lies::OverTwo => SIGNED + Statement::SIZE,
        };
        let key = self.start().saturating_add(each.saturating_mul(index));
        let message = match self {
            Lies::OverOne(count) => self.start().saturating_add(SIGNED.saturating_mul(count)),
            Lies::OverTwo => key.saturating_add(SIGNED),
        };
        (key, message)
    }

    /// Bytes of the whole.
    fn size(self) -> usize {
        let (_, last) = self.places(self.count().saturating_sub(1));
        last.saturating_add(Statement::SIZE)
    }

    /// The one record that there is for signature `index`.
    fn record(self, index: usize) -> [u16; 7] {
        let (key, message) = self.places(index);
        // All places lie within 526 bytes: the fallback is never reached.
        let at = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
        [at(key.saturating_add(KEY)), HERE, at(key), HERE, at(message), at(Statement::SIZE), HERE]
    }

    /// Count, padding, length and records must be exactly these.
    #[inline(never)]
    fn check(self, data: &[u8]) -> Result<(), GuardianError> {
        if data.len() != self.size() {
            return Err(GuardianError::WrongLength);
        }
        if data.get(1) != Some(&0) {
            return Err(GuardianError::WrongPadding);
        }
        let records = data.get(HEAD..self.start()).unwrap_or_default().chunks_exact(RECORD);
        for (index, bytes) in records.enumerate() {
            let found = record(bytes).ok_or(GuardianError::WrongLength)?;
            let expected = self.record(index);
            if found == expected {
                continue;
            }
            let [_, one, _, two, _, size, three] = found;
            return Err(if [one, two, three] != [HERE; 3] {
                GuardianError::OtherInstruction
            } else if usize::from(size) != Statement::SIZE {
                GuardianError::WrongMessageSize
            } else {
                GuardianError::WrongOffset
            });
        }
        Ok(())
    }

    fn key(self, data: &[u8], index: usize) -> Result<Pubkey, GuardianError> {
        let (key, _) = self.places(index);
        let bytes = data.get(key..).and_then(|rest| rest.first_chunk::<KEY>()).ok_or(GuardianError::WrongLength)?;
        Ok(Pubkey(*bytes))
    }

    #[inline(never)]
    fn statement(self, data: &[u8], index: usize) -> Result<Statement, GuardianError> {
        let (_, message) = self.places(index);
        let bytes = data.get(message..).and_then(|rest| rest.first_chunk::<{ Statement::SIZE }>());
        Statement::from_bytes(bytes.ok_or(GuardianError::WrongLength)?)
    }

    /// The instruction's data up to the keys.
    fn begin(self) -> Vec<u8> {
        let mut data = Vec::with_capacity(self.size());
        data.extend([u8::try_from(self.count()).unwrap_or(u8::MAX), 0]);
        for index in 0..self.count() {
            data.extend(self.record(index).into_iter().flat_map(u16::to_le_bytes));
        }
        data
    }
}

fn record(bytes: &[u8]) -> Option<[u16; 7]> {
    let mut record = [0; 7];
    for (place, pair) in record.iter_mut().zip(bytes.chunks_exact(2)) {
        *place = u16::from_le_bytes(pair.try_into().ok()?);
    }
    Some(record)
}

/// One statement and the one or two keys that have signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    statement: Statement,
    keys: [Pubkey; MOST],
    count: usize,
}

impl Signed {
    /// Reads the data of an Ed25519 instruction of this transaction: 154 + 110 k bytes for k signatures.
    ///
    /// Refuses, by name, whatever differs by a byte from the one form that there is.
    #[inline(never)]
    pub fn parse(data: &[u8]) -> Result<Signed, GuardianError> {
        let count = data.first().map_or(0, |count| usize::from(*count));
        if count == 0 || count > MOST {
            return Err(GuardianError::WrongCount);
        }
        let lies = Lies::OverOne(count);
        lies.check(data)?;
        let mut keys = [Pubkey::default(); MOST];
        for (index, place) in keys.iter_mut().enumerate().take(count) {
            *place = lies.key(data, index)?;
        }
        Ok(Signed { statement: lies.statement(data, 0)?, keys, count })
    }

    /// The data that [`Signed::parse`] reads. Refuses more than two signatures, or none
    /// ([`GuardianError::WrongCount`]).
    pub fn encode(statement: &Statement, signatures: &[Signature]) -> Result<Vec<u8>, GuardianError> {
        if signatures.is_empty() || signatures.len() > MOST {
            return Err(GuardianError::WrongCount);
        }
        let mut data = Lies::OverOne(signatures.len()).begin();
        for (key, signature) in signatures {
            data.extend(key.0);
            data.extend(signature);
        }
        data.extend(statement.to_bytes());
        Ok(data)
    }

    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// In the order in which they have signed; they may be equal.
    pub fn keys(&self) -> &[Pubkey] {
        self.keys.get(..self.count).unwrap_or_default()
    }
}

/// Two statements about one tile, signed by one key, that name different pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    key: Pubkey,
    statements: [Statement; 2],
}

impl Contradiction {
    /// Reads the data of an Ed25519 instruction of this transaction: 526 bytes, two keys, each with its
    /// signature and its statement.
    ///
    /// Refuses, by name, whatever differs by a byte from the one form that there is, two keys, statements about
    /// two tiles, and those that agree.
    #[inline(never)]
    pub fn parse(data: &[u8]) -> Result<Contradiction, GuardianError> {
        if data.first() != Some(&2) {
            return Err(GuardianError::WrongCount);
        }
        let lies = Lies::OverTwo;
        lies.check(data)?;
        let (key, other) = (lies.key(data, 0)?, lies.key(data, 1)?);
        if key != other {
            return Err(GuardianError::TwoKeys);
        }
        let (one, two) = (lies.statement(data, 0)?, lies.statement(data, 1)?);
        if !one.same_tile(&two) {
            return Err(GuardianError::OtherTile);
        }
        if one.checker_pixels == two.checker_pixels {
            return Err(GuardianError::PixelsAgree);
        }
        Ok(Contradiction { key, statements: [one, two] })
    }

    /// The data that [`Contradiction::parse`] reads.
    pub fn encode(signed: [(&Signature, &Statement); 2]) -> Vec<u8> {
        let mut data = Lies::OverTwo.begin();
        for ((key, signature), statement) in signed {
            data.extend(key.0);
            data.extend(signature);
            data.extend(statement.to_bytes());
        }
        data
    }

    /// Who has signed both.
    pub fn key(&self) -> &Pubkey {
        &self.key
    }

    pub fn market(&self) -> &Pubkey {
        let [one, _] = &self.statements;
        &one.market
    }

    pub fn statements(&self) -> &[Statement; 2] {
        &self.statements
    }
}
