#!/bin/sh
# LLVM's BPF back end does not look at a function's own target features.
#
# LLVM 22 has a feature for BPF machines that read and write at any address, as Solana's does:
# `allows-misaligned-mem-access`. Without it a load of eight bytes at an address of unknown alignment becomes 22
# instructions, with it one. A compiler notes the features it was asked for at each function, as the attribute
# `target-features`, and most back ends go by that: what is compiled to bitcode first, and to machine code by another
# tool later (a linker that optimises, as for Solana or the kernel), keeps them. The BPF back end takes them from the
# tool's own command line alone: the feature is lost on the way, without a word, and the program comes out seven tenths
# longer (a real one of ours: 1,763,216 bytes instead of 1,032,552).
#
# Software: LLVM 22.1.8 (Debian's `llvm-22` 1:22.1.8-1~deb12u1), x86-64. Seen on 2026-12-01:
#
#     plain 22, told 22                        with the attribute at `told`
#     plain 1, told 1                          with -mattr=+allows-misaligned-mem-access
#     on x86-64: plain 0, told 1               the same kind of attribute is obeyed there
#
# Fails if that changes.
set -eu

version=1:22.1.8-1~deb12u1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

for package in llvm-22 libllvm22; do
    apt-get download -qq "$package=$version" 2>warnings || { cat warnings; exit 1; }
done
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/usr/lib/llvm-22/lib"
llc=root/usr/lib/llvm-22/bin/llc
"$llc" --version | grep 'LLVM version'

cat >bpf.ll <<'IR'
target triple = "bpfel"
define i64 @plain(ptr %from) {
  %value = load i64, ptr %from, align 1
  ret i64 %value
}
define i64 @told(ptr %from) #0 {
  %value = load i64, ptr %from, align 1
  ret i64 %value
}
attributes #0 = { "target-features"="+allows-misaligned-mem-access" }
IR
cat >x86.ll <<'IR'
target triple = "x86_64-linux-gnu"
define i64 @plain(i64 %of) {
  %count = call i64 @llvm.ctpop.i64(i64 %of)
  ret i64 %count
}
define i64 @told(i64 %of) #0 {
  %count = call i64 @llvm.ctpop.i64(i64 %of)
  ret i64 %count
}
declare i64 @llvm.ctpop.i64(i64)
attributes #0 = { "target-features"="+popcnt" }
IR

# Lines of a function that match, before its `exit` or `ret`.
count() { awk -v name="$2:" -v like="$3" '$1 == name { in_it = 1; next } /exit|ret/ { in_it = 0 } in_it && $0 ~ like { n++ }
    END { print n + 0 }' "$1"; }

"$llc" -O2 bpf.ll -o alone.s
"$llc" -O2 -mattr=+allows-misaligned-mem-access bpf.ll -o asked.s
"$llc" -O2 x86.ll -o x86.s
seen="$(count alone.s plain '=') $(count alone.s told '=') $(count asked.s plain '=') $(count asked.s told '=')"
seen="$seen $(count x86.s plain popcnt) $(count x86.s told popcnt)"
echo "alone: plain and told; asked: plain and told; x86-64: plain and told: $seen"
[ "$seen" = "22 22 1 1 0 1" ] || { echo "that has changed: 22 22 1 1 0 1 was seen" >&2; exit 1; }
