//! Orders: what is paid at an address, and the jobs that are drawn from it.

use rayment_core::order::{Draw, Quote};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{Token, address, chain_key, rayment::client::accounts};

/// The system program's number for moving lamports.
const TRANSFER: u32 = 2;

/// Pays lamports at an order's address. The payer signs.
pub fn order_pay(payer: &Pubkey, order: &Pubkey, lamports: u64) -> Encoded {
    let accounts = vec![AccountMeta::new(*payer, true), AccountMeta::new(*order, false)];
    let data = [TRANSFER.to_le_bytes().as_slice(), &lamports.to_le_bytes()].concat();
    Encoded { program_id: SYSTEM, accounts, data }
}

/// Writes the order of a quote down where `with_quote`, and makes its job with the index of `next` where one is given.
/// The drawer signs, and with `lends` the quote's sponsor, who lends the rent that is missing.
pub fn order_draw(
    drawer: &Pubkey,
    quote: &Quote,
    with_quote: bool,
    next: Option<(u32, &Draw)>,
    lends: bool,
) -> Encoded {
    drawn((drawer, lends), quote, (with_quote, next), None)
}

/// The same for an order in this token.
pub fn order_draw_in(
    (drawer, lends): (&Pubkey, bool),
    quote: &Quote,
    with_quote: bool,
    next: Option<(u32, &Draw)>,
    token: &Token,
) -> Encoded {
    drawn((drawer, lends), quote, (with_quote, next), Some(token))
}

/// The same on what lies at the address, whatever the order is in: `token` is none for SOL, and nobody lends.
pub fn order_draw_next(
    drawer: &Pubkey,
    (quote, token): (&Quote, Option<&Token>),
    with_quote: bool,
    next: Option<&(u32, Draw)>,
) -> Encoded {
    drawn((drawer, false), quote, (with_quote, next.map(|(index, draw)| (*index, draw))), token)
}

fn drawn(
    (drawer, lends): (&Pubkey, bool),
    quote: &Quote,
    (with_quote, next): (bool, Option<(u32, &Draw)>),
    token: Option<&Token>,
) -> Encoded {
    let (order, market) = (address::order(quote), chain_key(&quote.market));
    let job = next.map(|(index, _)| address::job(&order, index));
    let accounts = accounts::OrderDraw {
        drawer: *drawer,
        sponsor: lends.then(|| chain_key(&quote.sponsor)),
        market,
        params: address::params(&market, quote.params),
        order,
        job,
        asset: token.map(|token| address::asset(&market, &token.mint)),
        purse: None,
        from_tokens: token.filter(|_| job.is_some()).map(|token| token.account(&order)),
        vault: token.and(job.as_ref()).map(address::vault),
        mint: token.map(|token| token.mint),
        token_program: token.map(|token| token.program),
        system_program: SYSTEM,
    };
    let quote = with_quote.then_some(*quote);
    Instruction::OrderDraw { accounts, quote, draw: next.map(|(_, draw)| draw.clone()) }.encode()
}

/// Pays out what the order of a quote does not need. Anyone signs; its client may `cancel` what is not drawn.
/// `is_written` says whether the order has an account: else what lies at its address is paid out by the quote.
pub fn order_return(signer: &Pubkey, quote: &Quote, is_written: bool, cancel: bool) -> Encoded {
    returned(signer, quote, (is_written, cancel), None)
}

/// The same with what lies in the order's own account of this token, whether the order is in it or not, to the client's
/// own account of it.
pub fn order_return_in(signer: &Pubkey, quote: &Quote, is_written: bool, cancel: bool, token: &Token) -> Encoded {
    returned(signer, quote, (is_written, cancel), Some(token))
}

fn returned(signer: &Pubkey, quote: &Quote, (is_written, cancel): (bool, bool), token: Option<&Token>) -> Encoded {
    let order = address::order(quote);
    let client = chain_key(&quote.client);
    let accounts = accounts::OrderReturn {
        signer: *signer,
        order: is_written.then_some(order),
        address: (!is_written).then_some(order),
        client,
        sponsor: quote.lender().map(|sponsor| chain_key(&sponsor)),
        from_tokens: token.map(|token| token.account(&order)),
        to_tokens: token.map(|token| token.account(&client)),
        mint: token.map(|token| token.mint),
        token_program: token.map(|token| token.program),
        system_program: SYSTEM,
    };
    Instruction::OrderReturn { accounts, quote: (!is_written).then_some(*quote), cancel }.encode()
}
