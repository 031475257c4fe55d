// Where accounts are and where their fields lie, against the Rust side's own tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Address, getAddressDecoder, getProgramDerivedAddress } from '@solana/kit';

import * as sdk from '../src/index.js';
import { camel, golden } from './golden.js';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

test('addresses are derived as the program derives them', async () => {
    const found = {
        asset: await sdk.findAssetPda({ market: key(1), mint: key(2) }),
        client: await sdk.findClientPda({ market: key(1), wallet: key(6) }),
        eventAuthority: await getProgramDerivedAddress({
            programAddress: sdk.RAYMENT_PROGRAM_ADDRESS,
            seeds: ['__event_authority'],
        }),
        guardian: await sdk.findGuardianPda({ market: key(1), wallet: key(6) }),
        job: await sdk.findJobPda({ order: key(1), index: 0x01020304 }),
        market: await sdk.findMarketPda({ creator: key(2), id: 300 }),
        params: await sdk.findParamsPda({ market: key(1), version: 258 }),
        provider: await sdk.findProviderPda({ market: key(1), authority: key(6) }),
        purse: await sdk.findPursePda({ provider: key(1), mint: key(2) }),
        vault: await sdk.findVaultPda({ of: key(1) }),
    };
    const addresses = Object.fromEntries(Object.entries(found).map(([name, [address]]) => [name, address]));
    assert.deepEqual(addresses, golden.addresses);
    // A client that is made is a client, whatever its first instruction calls it.
    assert.ok(!('findNewClientPda' in sdk));
});

test('seeds of another size than the program has are refused', async () => {
    await assert.rejects(sdk.findMarketPda({ creator: key(2), id: 65_536 }));
    await assert.rejects(sdk.findJobPda({ order: key(1), index: 0.5 }), sdk.InputError);
    for (const index of [-1, 2 ** 32]) await assert.rejects(sdk.findJobPda({ order: key(1), index }));
    await assert.rejects(sdk.findJobPda({ order: 'nothing' as Address, index: 0 }));
    await assert.rejects(sdk.findProviderPda({ market: key(1), authority: 'nobody' as Address }));
});

const TABLES = [
    sdk.ASSET_TABLE,
    sdk.CHANNEL_TABLE,
    sdk.CLIENT_TABLE,
    sdk.GUARDIAN_TABLE,
    sdk.JOB_TABLE,
    sdk.MARKET_TABLE,
    sdk.MARKET_PARAMS_TABLE,
    sdk.OFFER_TABLE,
    sdk.ORDER_TABLE,
    sdk.PROVIDER_TABLE,
    sdk.PURSE_TABLE,
];

test('every kind of account has a table, of the layout that the rules have today', () => {
    const layouts = Object.fromEntries(TABLES.map(({ name, layout }) => [name, layout]));
    const expected = Object.entries(golden.places).map(([name, { layout }]) => [name, layout]);
    assert.deepEqual(layouts, Object.fromEntries(expected));
});

for (const table of TABLES) {
    test(`the fields of ${table.name} lie where the rules place them`, () => {
        const places: sdk.Places = table.places;
        let compared = 0;
        for (const [name, at, size] of golden.places[table.name]?.fields ?? []) {
            const place = places[name.split('.').map(camel).join('.')];
            if (!place) continue;
            // Of what has variants, the tag.
            const expected = name === 'state.phase' ? 1 : size;
            assert.deepEqual([place.at, place.size, place.encoder.fixedSize], [at, expected, expected], name);
            compared += 1;
        }
        assert.ok(compared >= 3, `only ${compared} fields were compared`);
    });
}

test('accounts are as long as the rules make them', () => {
    const spaces = Object.fromEntries(Object.entries(golden.places).map(([name, { space }]) => [name, space]));
    assert.deepEqual(spaces, {
        Asset: sdk.getAssetSize(),
        Channel: sdk.getChannelSize(),
        Client: sdk.getClientSize(),
        Guardian: sdk.getGuardianSize(),
        Job: sdk.JOB_BYTES,
        Market: sdk.getMarketSize(),
        MarketParams: sdk.getMarketParamsSize(),
        Offer: sdk.getOfferSize(),
        Order: sdk.getOrderSize(),
        Provider: sdk.getProviderSize(),
        Purse: sdk.getPurseSize(),
    });
});
