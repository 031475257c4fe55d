//! Checks without a keeper: deliveries on disk, tiles compared, scenes from a hub.

mod comparing;
mod deliveries;
mod fake_hub;
mod picture;
mod scenes;
mod tolerance;
