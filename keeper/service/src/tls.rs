//! Who does the cryptography of TLS.

/// Chooses it for the whole process. Several providers are among the dependencies, and rustls refuses
/// to guess: whoever opens connections calls this first. Calling it again changes nothing.
pub fn install() {
    // An error says that the process has chosen already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
