//! SHA-256's compression as WGSL. It is written out round by round: with loops, compilers keep the schedule in
//! slow memory instead of registers.

use std::fmt::Write as _;

use crate::hash::INITIAL;

/// The round constants (FIPS 180-4, section 4.2.2).
#[rustfmt::skip]
const ROUNDS: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// `fn compress(m0, m1, m2, m3: vec4<u32>) -> vec4<u32>`: the first 16 bytes of the hash of one block.
pub fn compress() -> String {
    let mut text =
        String::from("fn compress(m0: vec4<u32>, m1: vec4<u32>, m2: vec4<u32>, m3: vec4<u32>) -> vec4<u32> {\n");
    for word in 0..16 {
        let (vector, lane) = (word / 4, ["x", "y", "z", "w"][word % 4]);
        let _ = writeln!(text, "var w{word} = m{vector}.{lane};");
    }
    for (name, value) in ["a", "b", "c", "d", "e", "f", "g", "h"].iter().zip(INITIAL) {
        let _ = writeln!(text, "var {name} = {value}u;");
    }
    for (round, constant) in ROUNDS.iter().enumerate() {
        if round >= 16 {
            write_schedule(&mut text, round);
        }
        write_round(&mut text, round, *constant);
    }
    let [a, b, c, d, ..] = INITIAL;
    let _ = writeln!(text, "return vec4<u32>(a, b, c, d) + vec4<u32>({a}u, {b}u, {c}u, {d}u);\n}}");
    text
}

fn write_schedule(text: &mut String, round: usize) {
    let word = |back: usize| format!("w{}", (round - back) % 16);
    let (early, late) = (word(15), word(2));
    let small_0 = format!("({} ^ {} ^ ({early} >> 3u))", rotated(&early, 7), rotated(&early, 18));
    let small_1 = format!("({} ^ {} ^ ({late} >> 10u))", rotated(&late, 17), rotated(&late, 19));
    let _ = writeln!(text, "{} += {small_0} + {} + {small_1};", word(16), word(7));
}

fn write_round(text: &mut String, round: usize, constant: u32) {
    // Instead of moving the eight values along, their names move.
    let name = |index: usize| ["a", "b", "c", "d", "e", "f", "g", "h"][(index + 64 - round) % 8];
    let [a, b, c, d, e, f, g, h] = std::array::from_fn(name);
    let large_0 = format!("({} ^ {} ^ {})", rotated(a, 2), rotated(a, 13), rotated(a, 22));
    let large_1 = format!("({} ^ {} ^ {})", rotated(e, 6), rotated(e, 11), rotated(e, 25));
    let word = round % 16;
    let _ = writeln!(text, "{h} += {large_1} + ({g} ^ ({e} & ({f} ^ {g}))) + {constant}u + w{word};");
    let _ = writeln!(text, "{d} += {h};");
    let _ = writeln!(text, "{h} += {large_0} + (({a} & {b}) | ({c} & ({a} | {b})));");
}

fn rotated(name: &str, bits: u32) -> String {
    format!("(({name} >> {bits}u) | ({name} << {}u))", 32 - bits)
}
