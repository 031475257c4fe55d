//! The committed IDL as types.

// The macro looks for the crate beside itself.
#[allow(clippy::single_component_path_imports)]
use anchor_lang;

anchor_lang::declare_program!(rayment);
