//! Swaps that are granted, and why that takes nothing from anybody.

use rayment_tests::vm::EVERYBODY;

/// Instruction, account, what stands in for it, and why that takes nothing from anybody.
pub const HARMLESS: &[(&str, &str, &str, &str)] = &[
    // The cold wallet may do whatever the worker's key may.
    ("provider_change", "signer", "anna", AUTHORITY),
    ("purse_open", "signer", "anna", AUTHORITY),
    ("purse_withdraw", "signer", "anna", AUTHORITY),
    ("offer_set", "signer", "anna", AUTHORITY),
    ("provider_withdraw", "signer", "anna", AUTHORITY),
    ("provider_change", "provider", "the provider anna in another market", HER_OWN),
    ("provider_change", "purse", "anna's purse of another mint", HER_OWN),
    ("provider_withdraw", "provider", "the provider anna in another market", HER_OWN),
    ("provider_sweep", "provider", "the provider boris", "anyone may sweep any provider's fees to their treasury"),
    ("provider_sweep", "provider", "the program", "it stands for none: only what the market keeps is swept"),
    ("market_update", "new_authority", "opener", "the authority passes on to itself"),
    ("provider_retire", "treasury", "the program", "it stands for none: the market keeps the fees"),
    ("job_assign", "job", "another job of both", KEEPERS),
    ("job_assign", "job", "another client's job with the provider", KEEPERS),
    ("job_assign", "job", "the client's job with another provider", KEEPERS),
    ("job_assign", "provider", "the provider boris", KEEPERS),
    ("job_assign", "job", "the first job of the order of several", KEEPERS),
    ("job_assign", "job", "the first job of another client's order of several", KEEPERS),
    ("job_claim", "job", "the first job of the order of several", PROVIDERS),
    ("job_claim", "job", "the first job of another client's order of several", PROVIDERS),
    ("job_claim", "job", "another job of both", PROVIDERS),
    ("job_claim", "job", "another client's job with the provider", PROVIDERS),
    ("job_start", "job", "another job of both", PROVIDERS),
    ("job_start", "job", "another client's job with the provider", PROVIDERS),
    ("job_deliver", "job", "another job of both", PROVIDERS),
    ("job_deliver", "job", "another client's job with the provider", PROVIDERS),
    ("job_approve", "job", "another job of both", CLIENTS),
    ("job_approve", "job", "the client's job with another provider", CLIENTS),
    ("job_dispute", "job", "another job of both", CLIENTS),
    ("job_dispute", "job", "the client's job with another provider", CLIENTS),
    ("job_seal", "job", "another job of both", ANYONES),
    ("job_seal", "job", "another client's job with the provider", ANYONES),
    ("job_seal", "job", "the client's job with another provider", ANYONES),
    ("guardian_slash", "prover", "client", PROVERS),
    ("job_assign", "offer", "the program", OWN_TERMS),
    ("job_claim", "offer", "the program", OWN_TERMS),
    ("job_claim", "purse_vault", "the program", "the operator pays the bond, and nothing moves out of the purse"),
    ("purse_withdraw", "close_to", "the program", "it stands for none: the purse stays open"),
    ("channel_open", "rent_payer", "the program", "it stands for none: the payer pays the rent itself, and signs"),
    ("channel_steer", "channel", "another channel of both", CHANNELS),
    ("channel_redeem", "channel", "another channel of both", CHANNELS),
    ("channel_redeem", "signer", "session key", "the session key speaks for the payer"),
    ("channel_redeem", "instructions", "the program", "it stands for none: only what time has made due is paid"),
];

/// Of `account_migrate`, which asks for no right.
const MIGRATED: [&str; 16] = [
    "the parameters",
    "another market's parameters",
    "the job",
    "another job of both",
    "another client's job with the provider",
    "the client's job with another provider",
    "a job of both in another market",
    "the first job of the order of several",
    "the first job of another client's order of several",
    "the provider anna",
    "the provider boris",
    "the provider anna in another market",
    "the provider boris in another market",
    "the client's stake",
    "another client's stake",
    "the client's stake in another market",
];

/// Orders of the client, which it may return like the one that is asked about.
const ITS_ORDERS: [&str; 6] = [
    "the order",
    "another order of both",
    "the client's order with another provider",
    "an order of both in another market",
    "the order of several jobs",
    "the order of several jobs in another market",
];

/// Whether it takes nothing from anybody: it is listed; or it moves an account to today's layout, which anyone
/// may do to any that has an earlier one, and whoever pays for it signs; or it is about an order, which anyone may
/// draw of, and return where nothing is left to draw.
pub fn is_harmless((instruction, account, with): (&str, &str, &str), moment: &str) -> bool {
    let anybody = || EVERYBODY.iter().any(|actor| actor.0 == with);
    match (instruction, account) {
        ("account_migrate", "payer") | ("order_draw", "drawer") => anybody(),
        ("account_migrate", "account") => MIGRATED.contains(&with),
        // Where nothing is lent it does not matter who would.
        ("order_draw", "sponsor") => !moment.starts_with("for a loan") && anybody(),
        // What is written down stays what it is.
        ("order_draw", "order") => moment.starts_with("a quote alone") && WRITTEN.contains(&with),
        ("order_return", "signer") => RETURNED_BY_ANYONE.contains(&moment) && anybody(),
        ("order_return", "order") => ITS_ORDERS.contains(&with),
        // Nothing is owed to it.
        ("order_return", "sponsor") => moment != "a loan that is repaid",
        // Whoever brings both statements.
        ("guardian_slash", "prover") => anybody(),
        // Whoever signs for the rent has lent it.
        ("channel_open", "rent_payer") if with != "the program" => anybody(),
        ("channel_steer", "signer") => steers(moment).contains(&with),
        // It is paid where the channel closes, and only then.
        ("channel_redeem", "rent_payer") => !moment.ends_with("its last"),
        // Of a provider that is gone nothing is billed any more.
        ("channel_redeem", "params") => moment.ends_with("a provider that is gone") && PARAMETERS.contains(&with),
        _ if is_about_tokens((instruction, account, with), moment) => true,
        _ => HARMLESS.iter().any(|(name, slot, other, _)| (*name, *slot, *other) == (instruction, account, with)),
    }
}

/// What is granted about token accounts: whose tokens they are says where they go, or they are not looked at, or none
/// is passed and what is due waits for the next who asks.
fn is_about_tokens((instruction, account, with): (&str, &str, &str), moment: &str) -> bool {
    let none = with == "the program";
    match (instruction, account) {
        // No job is drawn.
        ("order_draw", "from_tokens" | "vault") => moment == "a quote alone in tokens",
        // The client signs, and may name any account.
        ("order_return", "to_tokens") => {
            !["tokens of another mint", "tokens, by anyone when all is drawn"].contains(&moment)
        }
        ("job_clear", "order_tokens") => none || moment == "to an account that the client names",
        ("job_clear", "provider_tokens") => moment == "to an account that the provider names",
        ("job_clear", "treasury_tokens") => none,
        // None is needed where the payer is due nothing.
        ("channel_steer" | "channel_redeem", "other_tokens") => none || moment.contains("by its payer"),
        // The purse pays the whole bond.
        ("job_claim", "other_tokens") => moment == "with a purse for the bond",
        // The attempt ends, and not the job.
        ("job_cancel" | "job_expire" | "job_fail" | "job_reject", "other_tokens") => none,
        _ => false,
    }
}

/// Anyone may return what is not to be drawn any more.
const RETURNED_BY_ANYONE: [&str; 6] = [
    "by anyone when all is drawn",
    "a loan that is repaid",
    "its last",
    "tokens of another mint",
    "tokens, by anyone when all is drawn",
    "tokens, its last",
];

/// Orders of the same market that have an account.
const WRITTEN: [&str; 6] = [
    "the order",
    "another order of both",
    "another client's order with the provider",
    "the client's order with another provider",
    "the order of several jobs",
    "another client's order of several jobs",
];

const AUTHORITY: &str = "the authority may do whatever the operator may";
const OWN_TERMS: &str = "it stands for none: the provider asks what its own account says";
const HER_OWN: &str = "the same keys hold that account too";
const KEEPERS: &str = "the keeper's signature is good for every job of its market";
const PROVIDERS: &str = "the same provider may work on that job too";
const CLIENTS: &str = "the same client signs for that job too";
const ANYONES: &str = "anyone may do this to any job, with the payees that the job names";
const PROVERS: &str = "whoever brings both statements gets the reward";
const CHANNELS: &str = "the same people hold that channel too";

/// All accounts of parameters in a crowd.
const PARAMETERS: [&str; 1] = ["another market's parameters"];

/// Who else may ask the same of a channel.
fn steers(moment: &str) -> &'static [&'static str] {
    match moment {
        "a pause by its payer" => &["anna", "anna's worker"],
        "an end by its provider" | "an end in tokens by its provider" => &["anna"],
        "a closing by who lent its rent" => &["client"],
        _ => &[],
    }
}
