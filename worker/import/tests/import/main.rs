//! What becomes of scene files: what is read and what refused, and what the tracer then shows of it.

mod aovs;
mod corpus;
mod files;
mod kinds;
mod light;
mod motion;
mod mutations;
mod seeds;
mod support;
mod surface;
mod wild;
