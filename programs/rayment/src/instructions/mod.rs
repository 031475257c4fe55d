//! One file per instruction, or per group that shares its accounts.

macro_rules! instructions {
    ($($name:ident)*) => {$(
        pub mod $name;
        pub use $name::*;
    )*};
}

instructions! {
    client_open
    job_accept job_assign job_claim job_client job_expire job_fail job_post job_reject job_seal job_settle job_work
    market_init market_update
    provider_change provider_register provider_retire provider_sweep provider_withdraw
}
