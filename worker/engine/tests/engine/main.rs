//! Engines behind their interface: the built-in one, graphics cards (software Vulkan stands in for them) and
//! a real Blender; scenes that are kept open, and tiles that are compared.

#[cfg(target_os = "linux")]
mod blender;
#[cfg(target_os = "linux")]
#[path = "../../../blender/tests/blender/support.rs"]
#[expect(dead_code, reason = "Blender's own tests use the rest")]
mod support;

mod build;
mod built_in;
mod caching;
#[cfg(feature = "gpu")]
mod cards;
mod comparing;
mod fixture;
mod loads;

#[path = "../../build/fingerprint.rs"]
mod fingerprint;
#[path = "../../build/sources.rs"]
mod sources;
#[path = "../../build/tokens.rs"]
mod tokens;
