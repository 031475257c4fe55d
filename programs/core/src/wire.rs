//! Values whose bytes are always as many: read and written in one piece.
//!
//! The bytes are Borsh's, but Borsh reads and writes field by field, wherever a field happens to lie. On chain that
//! is most of what an account costs: what is not aligned may go byte by byte, and each field is checked for the end
//! of the data. Here all bytes are copied once, to where they are aligned, and the fields are taken from there.

use borsh::io::{Error, ErrorKind, Read, Result, Write};

use crate::key::Pubkey;

/// A value, as bytes one after the other.
pub trait Wire: Sized {
    /// Takes it off the front. `None` where the bytes are too few, or are no such value.
    fn take(bytes: &mut &[u8]) -> Option<Self>;

    /// Writes it at the front, and leaves what lies behind. `None` where there is no room.
    fn put(&self, bytes: &mut &mut [u8]) -> Option<()>;
}

/// A value that always has the same number of bytes.
pub trait Fixed: Wire {
    const SIZE: usize;
}

/// Bytes that lie where a machine reads eight at a time.
#[repr(C, align(8))]
struct Aligned<const SIZE: usize>([u8; SIZE]);

/// Reads a value. `SIZE` is the value's.
pub fn read<T: Fixed, R: Read, const SIZE: usize>(reader: &mut R) -> Result<T> {
    let mut bytes = Aligned([0; SIZE]);
    fill(reader, &mut bytes.0)?;
    T::take(&mut bytes.0.as_slice()).ok_or_else(invalid)
}

/// Writes a value. `SIZE` is the value's.
pub fn write<T: Fixed, W: Write, const SIZE: usize>(value: &T, writer: &mut W) -> Result<()> {
    let mut bytes = Aligned([0; SIZE]);
    value.put(&mut bytes.0.as_mut_slice()).ok_or_else(invalid)?;
    writer.write_all(&bytes.0)
}

/// Reads a value of up to `MOST` bytes, which must be the last: all bytes are taken.
pub fn read_last<T: Wire, R: Read, const MOST: usize>(reader: &mut R) -> Result<T> {
    let mut bytes = Aligned([0; MOST]);
    let count = fill_some(reader, &mut bytes.0)?;
    bytes.0.get(..count).and_then(|mut bytes| T::take(&mut bytes)).ok_or_else(invalid)
}

/// Writes a value of up to `MOST` bytes.
pub fn write_last<T: Wire, W: Write, const MOST: usize>(value: &T, writer: &mut W) -> Result<()> {
    let mut bytes = Aligned([0; MOST]);
    let mut rest = bytes.0.as_mut_slice();
    value.put(&mut rest).ok_or_else(invalid)?;
    let count = MOST.saturating_sub(rest.len());
    bytes.0.get(..count).ok_or_else(invalid).and_then(|bytes| writer.write_all(bytes))
}

/// As many bytes as there are, up to so many.
#[inline(never)]
fn fill_some<R: Read>(reader: &mut R, bytes: &mut [u8]) -> Result<usize> {
    let mut count = 0usize;
    while let Some(place) = bytes.get_mut(count..).filter(|place| !place.is_empty()) {
        match reader.read(place)? {
            0 => break,
            more => count = count.saturating_add(more),
        }
    }
    Ok(count)
}

/// A function of its own, so that the number of bytes is not known and they are copied by one call.
#[inline(never)]
fn fill<R: Read>(reader: &mut R, bytes: &mut [u8]) -> Result<()> {
    reader.read_exact(bytes)
}

fn invalid() -> Error {
    Error::from(ErrorKind::InvalidData)
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl Fixed for $kind {
            const SIZE: usize = size_of::<$kind>();
        }

        impl Wire for $kind {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                <[u8; size_of::<$kind>()]>::take(bytes).map(Self::from_le_bytes)
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                self.to_le_bytes().put(bytes)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 i64);

impl<const N: usize> Fixed for [u8; N] {
    const SIZE: usize = N;
}

impl<const N: usize> Wire for [u8; N] {
    #[inline(always)]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (taken, rest) = bytes.split_first_chunk::<N>()?;
        *bytes = rest;
        Some(*taken)
    }

    #[inline(always)]
    fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
        let (place, rest) = core::mem::take(bytes).split_first_chunk_mut::<N>()?;
        *place = *self;
        *bytes = rest;
        Some(())
    }
}

impl<const M: usize, const N: usize> Fixed for [[u8; M]; N] {
    const SIZE: usize = M.saturating_mul(N);
}

impl<const M: usize, const N: usize> Wire for [[u8; M]; N] {
    #[inline(always)]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let mut all = [[0; M]; N];
        for place in &mut all {
            *place = Wire::take(bytes)?;
        }
        Some(all)
    }

    #[inline(always)]
    fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
        self.iter().try_for_each(|part| part.put(bytes))
    }
}

impl<T: Wire> Wire for Option<T> {
    #[inline(always)]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        match u8::take(bytes)? {
            0 => Some(None),
            1 => T::take(bytes).map(Some),
            _ => None,
        }
    }

    #[inline(always)]
    fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
        match self {
            None => 0u8.put(bytes),
            Some(value) => {
                1u8.put(bytes)?;
                value.put(bytes)
            }
        }
    }
}

impl Fixed for Pubkey {
    const SIZE: usize = 32;
}

impl Wire for Pubkey {
    #[inline(always)]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Wire::take(bytes).map(Self)
    }

    #[inline(always)]
    fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
        self.0.put(bytes)
    }
}

/// A struct of fixed values, one after the other: Borsh's bytes in one piece, and a description for the program's IDL
/// when that is being built.
macro_rules! fixed {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $kind:tt,)* }
    )*) => {$(
        #[cfg_attr(feature = "idl-build", derive(anchor_lang::AnchorSerialize, anchor_lang::AnchorDeserialize))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        $(#[$meta])*
        pub struct $name { $($(#[$field_meta])* pub $field: $kind,)* }

        impl $crate::wire::Fixed for $name {
            const SIZE: usize = const {
                let mut size = 0usize;
                $(size = size.saturating_add(<$kind as $crate::wire::Fixed>::SIZE);)*
                size
            };
        }

        impl $crate::wire::Wire for $name {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::wire::Wire::take(bytes)?,)* })
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                $($crate::wire::Wire::put(&self.$field, bytes)?;)*
                Some(())
            }
        }

        borsh_by_fixed!($name);
    )*};
}

/// Borsh by what is fixed.
macro_rules! borsh_by_fixed {
    ($name:ident) => {
        #[cfg(not(feature = "idl-build"))]
        impl borsh::BorshDeserialize for $name {
            fn deserialize_reader<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<Self> {
                $crate::wire::read::<Self, R, { <Self as $crate::wire::Fixed>::SIZE }>(reader)
            }
        }

        #[cfg(not(feature = "idl-build"))]
        impl borsh::BorshSerialize for $name {
            fn serialize<W: borsh::io::Write>(&self, writer: &mut W) -> borsh::io::Result<()> {
                $crate::wire::write::<Self, W, { <Self as $crate::wire::Fixed>::SIZE }>(self, writer)
            }
        }
    };
}

/// An enum without fields: one byte, Borsh's.
macro_rules! fixed_tag {
    ($name:ident: $($variant:ident)*) => {
        impl $crate::wire::Fixed for $name {
            const SIZE: usize = 1;
        }

        impl $crate::wire::Wire for $name {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                let tag: u8 = $crate::wire::Wire::take(bytes)?;
                $(if tag == Self::$variant as u8 { return Some(Self::$variant); })*
                None
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                $crate::wire::Wire::put(&(*self as u8), bytes)
            }
        }
    };
}

/// An array of fixed values that have a default.
macro_rules! fixed_array {
    ($kind:ident) => {
        impl<const N: usize> $crate::wire::Fixed for [$kind; N] {
            const SIZE: usize = N.saturating_mul(<$kind as $crate::wire::Fixed>::SIZE);
        }

        impl<const N: usize> $crate::wire::Wire for [$kind; N] {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                let mut all = [$kind::default(); N];
                for place in &mut all {
                    *place = $crate::wire::Wire::take(bytes)?;
                }
                Some(all)
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                self.iter().try_for_each(|part| $crate::wire::Wire::put(part, bytes))
            }
        }
    };
}

/// What has as many bytes as it needs: structs, and enums with named fields, whose tag is one byte.
macro_rules! packed {
    ($name:ident { $($field:ident)* }) => {
        impl $crate::wire::Wire for $name {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::wire::Wire::take(bytes)?,)* })
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                $($crate::wire::Wire::put(&self.$field, bytes)?;)*
                Some(())
            }
        }
    };
    ($name:ident: $($tag:literal $variant:ident { $($field:ident)* })*) => {
        impl $crate::wire::Wire for $name {
            #[inline(always)]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                match <u8 as $crate::wire::Wire>::take(bytes)? {
                    $($tag => Some(Self::$variant { $($field: $crate::wire::Wire::take(bytes)?,)* }),)*
                    _ => None,
                }
            }

            #[inline(always)]
            fn put(&self, bytes: &mut &mut [u8]) -> Option<()> {
                match self {
                    $(Self::$variant { $($field),* } => {
                        <u8 as $crate::wire::Wire>::put(&$tag, bytes)?;
                        $($crate::wire::Wire::put($field, bytes)?;)*
                    })*
                }
                Some(())
            }
        }
    };
}
