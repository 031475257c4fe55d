// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    assertIsInstructionWithAccounts,
    containsBytes,
    fixEncoderSize,
    getBytesEncoder,
    type Address,
    type Instruction,
    type InstructionWithData,
    type ReadonlyUint8Array,
} from '../../strict.js';
import {
    parseAccountMigrateInstruction,
    parseAssetSetInstruction,
    parseChannelOpenInstruction,
    parseChannelRedeemInstruction,
    parseChannelSteerInstruction,
    parseGuardianEnlistInstruction,
    parseGuardianSlashInstruction,
    parseJobAcceptInstruction,
    parseJobApproveInstruction,
    parseJobAssignInstruction,
    parseJobCancelInstruction,
    parseJobClaimInstruction,
    parseJobClearInstruction,
    parseJobDeliverInstruction,
    parseJobDisputeInstruction,
    parseJobExpireInstruction,
    parseJobFailInstruction,
    parseJobRejectInstruction,
    parseJobSealInstruction,
    parseJobSettleInstruction,
    parseJobStartInstruction,
    parseMarketInitInstruction,
    parseMarketUpdateInstruction,
    parseOfferSetInstruction,
    parseOrderDrawInstruction,
    parseOrderReturnInstruction,
    parseProviderChangeInstruction,
    parseProviderRegisterInstruction,
    parseProviderRetireInstruction,
    parseProviderSweepInstruction,
    parseProviderWithdrawInstruction,
    parsePurseOpenInstruction,
    parsePurseSweepInstruction,
    parsePurseWithdrawInstruction,
    parseStakeChangeInstruction,
    type ParsedAccountMigrateInstruction,
    type ParsedAssetSetInstruction,
    type ParsedChannelOpenInstruction,
    type ParsedChannelRedeemInstruction,
    type ParsedChannelSteerInstruction,
    type ParsedGuardianEnlistInstruction,
    type ParsedGuardianSlashInstruction,
    type ParsedJobAcceptInstruction,
    type ParsedJobApproveInstruction,
    type ParsedJobAssignInstruction,
    type ParsedJobCancelInstruction,
    type ParsedJobClaimInstruction,
    type ParsedJobClearInstruction,
    type ParsedJobDeliverInstruction,
    type ParsedJobDisputeInstruction,
    type ParsedJobExpireInstruction,
    type ParsedJobFailInstruction,
    type ParsedJobRejectInstruction,
    type ParsedJobSealInstruction,
    type ParsedJobSettleInstruction,
    type ParsedJobStartInstruction,
    type ParsedMarketInitInstruction,
    type ParsedMarketUpdateInstruction,
    type ParsedOfferSetInstruction,
    type ParsedOrderDrawInstruction,
    type ParsedOrderReturnInstruction,
    type ParsedProviderChangeInstruction,
    type ParsedProviderRegisterInstruction,
    type ParsedProviderRetireInstruction,
    type ParsedProviderSweepInstruction,
    type ParsedProviderWithdrawInstruction,
    type ParsedPurseOpenInstruction,
    type ParsedPurseSweepInstruction,
    type ParsedPurseWithdrawInstruction,
    type ParsedStakeChangeInstruction,
} from '../instructions/index.js';

export const RAYMENT_PROGRAM_ADDRESS =
    '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address<'7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW'>;

export enum RaymentAccount {
    Asset,
    Channel,
    Client,
    Guardian,
    Job,
    Market,
    MarketParams,
    Offer,
    Order,
    Provider,
    Purse,
}

export function identifyRaymentAccount(account: { data: ReadonlyUint8Array } | ReadonlyUint8Array): RaymentAccount {
    const data = 'data' in account ? account.data : account;
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([234, 180, 241, 252, 139, 224, 160, 8])),
            0,
        )
    ) {
        return RaymentAccount.Asset;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([49, 159, 99, 106, 220, 87, 219, 88])),
            0,
        )
    ) {
        return RaymentAccount.Channel;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([221, 237, 145, 143, 170, 194, 133, 115])),
            0,
        )
    ) {
        return RaymentAccount.Client;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([57, 234, 122, 214, 12, 246, 9, 45])),
            0,
        )
    ) {
        return RaymentAccount.Guardian;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([75, 124, 80, 203, 161, 180, 202, 80])),
            0,
        )
    ) {
        return RaymentAccount.Job;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([219, 190, 213, 55, 0, 227, 198, 154])),
            0,
        )
    ) {
        return RaymentAccount.Market;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([72, 28, 17, 192, 235, 177, 144, 140])),
            0,
        )
    ) {
        return RaymentAccount.MarketParams;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([215, 88, 60, 71, 170, 162, 73, 229])),
            0,
        )
    ) {
        return RaymentAccount.Offer;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([134, 173, 223, 185, 77, 86, 28, 51])),
            0,
        )
    ) {
        return RaymentAccount.Order;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([164, 180, 71, 17, 75, 216, 80, 195])),
            0,
        )
    ) {
        return RaymentAccount.Provider;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([227, 125, 157, 224, 2, 72, 116, 91])),
            0,
        )
    ) {
        return RaymentAccount.Purse;
    }
    throw new Error('The provided account could not be identified as a rayment account.');
}

export enum RaymentInstruction {
    AccountMigrate,
    AssetSet,
    ChannelOpen,
    ChannelRedeem,
    ChannelSteer,
    GuardianEnlist,
    GuardianSlash,
    JobAccept,
    JobApprove,
    JobAssign,
    JobCancel,
    JobClaim,
    JobClear,
    JobDeliver,
    JobDispute,
    JobExpire,
    JobFail,
    JobReject,
    JobSeal,
    JobSettle,
    JobStart,
    MarketInit,
    MarketUpdate,
    OfferSet,
    OrderDraw,
    OrderReturn,
    ProviderChange,
    ProviderRegister,
    ProviderRetire,
    ProviderSweep,
    ProviderWithdraw,
    PurseOpen,
    PurseSweep,
    PurseWithdraw,
    StakeChange,
}

export function identifyRaymentInstruction(
    instruction: { data: ReadonlyUint8Array } | ReadonlyUint8Array,
): RaymentInstruction {
    const data = 'data' in instruction ? instruction.data : instruction;
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([254, 184, 10, 106, 192, 205, 97, 1])),
            0,
        )
    ) {
        return RaymentInstruction.AccountMigrate;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([150, 195, 48, 3, 175, 230, 246, 25])),
            0,
        )
    ) {
        return RaymentInstruction.AssetSet;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([161, 19, 223, 17, 48, 136, 3, 113])),
            0,
        )
    ) {
        return RaymentInstruction.ChannelOpen;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([182, 83, 213, 21, 100, 179, 158, 214])),
            0,
        )
    ) {
        return RaymentInstruction.ChannelRedeem;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([226, 105, 67, 91, 155, 103, 95, 154])),
            0,
        )
    ) {
        return RaymentInstruction.ChannelSteer;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([195, 8, 229, 189, 73, 86, 20, 165])),
            0,
        )
    ) {
        return RaymentInstruction.GuardianEnlist;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([119, 230, 121, 254, 200, 195, 177, 10])),
            0,
        )
    ) {
        return RaymentInstruction.GuardianSlash;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([110, 86, 231, 54, 22, 185, 137, 105])),
            0,
        )
    ) {
        return RaymentInstruction.JobAccept;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([219, 51, 16, 225, 36, 177, 119, 35])),
            0,
        )
    ) {
        return RaymentInstruction.JobApprove;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([10, 48, 56, 69, 108, 131, 171, 64])),
            0,
        )
    ) {
        return RaymentInstruction.JobAssign;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([66, 242, 146, 157, 196, 105, 42, 39])),
            0,
        )
    ) {
        return RaymentInstruction.JobCancel;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([169, 216, 229, 141, 110, 205, 146, 155])),
            0,
        )
    ) {
        return RaymentInstruction.JobClaim;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([123, 82, 106, 116, 192, 155, 195, 147])),
            0,
        )
    ) {
        return RaymentInstruction.JobClear;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([137, 240, 185, 240, 211, 57, 162, 15])),
            0,
        )
    ) {
        return RaymentInstruction.JobDeliver;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([56, 78, 115, 202, 255, 16, 122, 47])),
            0,
        )
    ) {
        return RaymentInstruction.JobDispute;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([228, 7, 167, 33, 11, 42, 15, 112])),
            0,
        )
    ) {
        return RaymentInstruction.JobExpire;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([125, 26, 67, 183, 230, 125, 155, 36])),
            0,
        )
    ) {
        return RaymentInstruction.JobFail;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([168, 141, 4, 228, 64, 142, 13, 97])),
            0,
        )
    ) {
        return RaymentInstruction.JobReject;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([179, 159, 63, 191, 162, 230, 63, 25])),
            0,
        )
    ) {
        return RaymentInstruction.JobSeal;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([82, 169, 166, 219, 13, 31, 169, 173])),
            0,
        )
    ) {
        return RaymentInstruction.JobSettle;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([116, 199, 195, 125, 16, 255, 80, 188])),
            0,
        )
    ) {
        return RaymentInstruction.JobStart;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([234, 228, 153, 132, 240, 61, 193, 238])),
            0,
        )
    ) {
        return RaymentInstruction.MarketInit;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([144, 39, 97, 38, 59, 153, 210, 73])),
            0,
        )
    ) {
        return RaymentInstruction.MarketUpdate;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([15, 217, 78, 216, 187, 11, 8, 110])),
            0,
        )
    ) {
        return RaymentInstruction.OfferSet;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([85, 159, 8, 189, 133, 248, 17, 71])),
            0,
        )
    ) {
        return RaymentInstruction.OrderDraw;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([180, 160, 107, 75, 121, 141, 207, 97])),
            0,
        )
    ) {
        return RaymentInstruction.OrderReturn;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([248, 81, 151, 162, 160, 242, 102, 3])),
            0,
        )
    ) {
        return RaymentInstruction.ProviderChange;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([185, 15, 121, 136, 182, 164, 89, 32])),
            0,
        )
    ) {
        return RaymentInstruction.ProviderRegister;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([129, 205, 146, 59, 94, 34, 152, 135])),
            0,
        )
    ) {
        return RaymentInstruction.ProviderRetire;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([158, 14, 27, 177, 79, 209, 71, 246])),
            0,
        )
    ) {
        return RaymentInstruction.ProviderSweep;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([58, 126, 168, 66, 6, 165, 115, 3])),
            0,
        )
    ) {
        return RaymentInstruction.ProviderWithdraw;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([152, 164, 124, 255, 217, 138, 74, 98])),
            0,
        )
    ) {
        return RaymentInstruction.PurseOpen;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([64, 98, 232, 153, 210, 26, 139, 1])),
            0,
        )
    ) {
        return RaymentInstruction.PurseSweep;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([13, 89, 233, 23, 79, 83, 254, 19])),
            0,
        )
    ) {
        return RaymentInstruction.PurseWithdraw;
    }
    if (
        containsBytes(
            data,
            fixEncoderSize(getBytesEncoder(), 8).encode(new Uint8Array([208, 197, 209, 224, 60, 17, 55, 195])),
            0,
        )
    ) {
        return RaymentInstruction.StakeChange;
    }
    throw new Error('The provided instruction could not be identified as a rayment instruction.');
}

export type ParsedRaymentInstruction<TProgram extends string = '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW'> =
    | ({ instructionType: RaymentInstruction.AccountMigrate } & ParsedAccountMigrateInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.AssetSet } & ParsedAssetSetInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ChannelOpen } & ParsedChannelOpenInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ChannelRedeem } & ParsedChannelRedeemInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ChannelSteer } & ParsedChannelSteerInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.GuardianEnlist } & ParsedGuardianEnlistInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.GuardianSlash } & ParsedGuardianSlashInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobAccept } & ParsedJobAcceptInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobApprove } & ParsedJobApproveInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobAssign } & ParsedJobAssignInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobCancel } & ParsedJobCancelInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobClaim } & ParsedJobClaimInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobClear } & ParsedJobClearInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobDeliver } & ParsedJobDeliverInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobDispute } & ParsedJobDisputeInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobExpire } & ParsedJobExpireInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobFail } & ParsedJobFailInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobReject } & ParsedJobRejectInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobSeal } & ParsedJobSealInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobSettle } & ParsedJobSettleInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.JobStart } & ParsedJobStartInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.MarketInit } & ParsedMarketInitInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.MarketUpdate } & ParsedMarketUpdateInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.OfferSet } & ParsedOfferSetInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.OrderDraw } & ParsedOrderDrawInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.OrderReturn } & ParsedOrderReturnInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ProviderChange } & ParsedProviderChangeInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ProviderRegister } & ParsedProviderRegisterInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ProviderRetire } & ParsedProviderRetireInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ProviderSweep } & ParsedProviderSweepInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.ProviderWithdraw } & ParsedProviderWithdrawInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.PurseOpen } & ParsedPurseOpenInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.PurseSweep } & ParsedPurseSweepInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.PurseWithdraw } & ParsedPurseWithdrawInstruction<TProgram>)
    | ({ instructionType: RaymentInstruction.StakeChange } & ParsedStakeChangeInstruction<TProgram>);

export function parseRaymentInstruction<TProgram extends string>(
    instruction: Instruction<TProgram> & InstructionWithData<ReadonlyUint8Array>,
): ParsedRaymentInstruction<TProgram> {
    const instructionType = identifyRaymentInstruction(instruction);
    switch (instructionType) {
        case RaymentInstruction.AccountMigrate: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.AccountMigrate,
                ...parseAccountMigrateInstruction(instruction),
            };
        }
        case RaymentInstruction.AssetSet: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.AssetSet, ...parseAssetSetInstruction(instruction) };
        }
        case RaymentInstruction.ChannelOpen: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.ChannelOpen, ...parseChannelOpenInstruction(instruction) };
        }
        case RaymentInstruction.ChannelRedeem: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.ChannelRedeem, ...parseChannelRedeemInstruction(instruction) };
        }
        case RaymentInstruction.ChannelSteer: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.ChannelSteer, ...parseChannelSteerInstruction(instruction) };
        }
        case RaymentInstruction.GuardianEnlist: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.GuardianEnlist,
                ...parseGuardianEnlistInstruction(instruction),
            };
        }
        case RaymentInstruction.GuardianSlash: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.GuardianSlash, ...parseGuardianSlashInstruction(instruction) };
        }
        case RaymentInstruction.JobAccept: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobAccept, ...parseJobAcceptInstruction(instruction) };
        }
        case RaymentInstruction.JobApprove: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobApprove, ...parseJobApproveInstruction(instruction) };
        }
        case RaymentInstruction.JobAssign: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobAssign, ...parseJobAssignInstruction(instruction) };
        }
        case RaymentInstruction.JobCancel: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobCancel, ...parseJobCancelInstruction(instruction) };
        }
        case RaymentInstruction.JobClaim: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobClaim, ...parseJobClaimInstruction(instruction) };
        }
        case RaymentInstruction.JobClear: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobClear, ...parseJobClearInstruction(instruction) };
        }
        case RaymentInstruction.JobDeliver: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobDeliver, ...parseJobDeliverInstruction(instruction) };
        }
        case RaymentInstruction.JobDispute: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobDispute, ...parseJobDisputeInstruction(instruction) };
        }
        case RaymentInstruction.JobExpire: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobExpire, ...parseJobExpireInstruction(instruction) };
        }
        case RaymentInstruction.JobFail: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobFail, ...parseJobFailInstruction(instruction) };
        }
        case RaymentInstruction.JobReject: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobReject, ...parseJobRejectInstruction(instruction) };
        }
        case RaymentInstruction.JobSeal: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobSeal, ...parseJobSealInstruction(instruction) };
        }
        case RaymentInstruction.JobSettle: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobSettle, ...parseJobSettleInstruction(instruction) };
        }
        case RaymentInstruction.JobStart: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.JobStart, ...parseJobStartInstruction(instruction) };
        }
        case RaymentInstruction.MarketInit: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.MarketInit, ...parseMarketInitInstruction(instruction) };
        }
        case RaymentInstruction.MarketUpdate: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.MarketUpdate, ...parseMarketUpdateInstruction(instruction) };
        }
        case RaymentInstruction.OfferSet: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.OfferSet, ...parseOfferSetInstruction(instruction) };
        }
        case RaymentInstruction.OrderDraw: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.OrderDraw, ...parseOrderDrawInstruction(instruction) };
        }
        case RaymentInstruction.OrderReturn: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.OrderReturn, ...parseOrderReturnInstruction(instruction) };
        }
        case RaymentInstruction.ProviderChange: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.ProviderChange,
                ...parseProviderChangeInstruction(instruction),
            };
        }
        case RaymentInstruction.ProviderRegister: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.ProviderRegister,
                ...parseProviderRegisterInstruction(instruction),
            };
        }
        case RaymentInstruction.ProviderRetire: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.ProviderRetire,
                ...parseProviderRetireInstruction(instruction),
            };
        }
        case RaymentInstruction.ProviderSweep: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.ProviderSweep, ...parseProviderSweepInstruction(instruction) };
        }
        case RaymentInstruction.ProviderWithdraw: {
            assertIsInstructionWithAccounts(instruction);
            return {
                instructionType: RaymentInstruction.ProviderWithdraw,
                ...parseProviderWithdrawInstruction(instruction),
            };
        }
        case RaymentInstruction.PurseOpen: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.PurseOpen, ...parsePurseOpenInstruction(instruction) };
        }
        case RaymentInstruction.PurseSweep: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.PurseSweep, ...parsePurseSweepInstruction(instruction) };
        }
        case RaymentInstruction.PurseWithdraw: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.PurseWithdraw, ...parsePurseWithdrawInstruction(instruction) };
        }
        case RaymentInstruction.StakeChange: {
            assertIsInstructionWithAccounts(instruction);
            return { instructionType: RaymentInstruction.StakeChange, ...parseStakeChangeInstruction(instruction) };
        }
        default:
            throw new Error(`Unrecognized instruction type: ${instructionType as string}`);
    }
}
