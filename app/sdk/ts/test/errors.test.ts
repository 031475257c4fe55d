// Refusals of the program, out of what kit throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
    type Address,
    SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
    SolanaError,
    getAddressDecoder,
    getSolanaErrorFromTransactionError,
} from '@solana/kit';

import * as sdk from '../src/index.js';
import { idl } from './golden.js';

const OTHER: Address = getAddressDecoder().decode(new Uint8Array(32).fill(8));
const sent = {
    instructions: [{ programAddress: OTHER }, { programAddress: sdk.RAYMENT_PROGRAM_ADDRESS }] as const,
};
const custom = (index: number, code: number) =>
    getSolanaErrorFromTransactionError({ InstructionError: [index, { Custom: code }] });

test('every error of the IDL has its code, name and message, in every build', () => {
    assert.deepEqual(
        sdk.RAYMENT_ERRORS.map(({ code, name, message }) => ({ code, name, msg: message })),
        idl.errors.map(({ code, name, msg }) => ({ code, name, msg })),
    );
    assert.equal(sdk.RAYMENT_ERROR__WRONG_PHASE, 6000);
    assert.equal(sdk.errorByCode(6001)?.name, 'WrongAttempt');
    assert.equal(sdk.errorByCode(1), undefined);
});

test('a refusal is found, also as the cause of a failed simulation', () => {
    const expected = { instruction: 1, ...sdk.RAYMENT_ERRORS[0] };
    assert.deepEqual(sdk.refusalIn(custom(1, 6000), sent), expected);
    const outer = new SolanaError(SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE, {
        accounts: null,
        logs: [],
        returnData: null,
        unitsConsumed: 1n,
        cause: custom(1, 6000),
    } as never);
    assert.deepEqual(sdk.refusalIn(new Error('sending', { cause: outer }), sent), expected);
});

test('another program with the same number refuses nothing of ours', () => {
    assert.equal(sdk.refusalIn(custom(0, 6000), sent), undefined);
    assert.equal(sdk.refusalIn(custom(7, 6000), sent), undefined);
});

test('what is no refusal of ours is none', () => {
    const circle = new Error('a');
    circle.cause = circle;
    for (const error of [custom(1, 1), new Error('offline'), circle, 'text', undefined]) {
        assert.equal(sdk.refusalIn(error, sent), undefined);
    }
});
