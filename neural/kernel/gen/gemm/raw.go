package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Instructions that neither avo nor Go's assembler names, as bytes (Intel,
// Software Developer's Manual, volume 2, chapters 2 and 3). avo does not see
// which registers they use, so functions with them use physical registers only.

// emit writes bytes into the function.
func emit(bytes ...byte) {
	for _, b := range bytes {
		build.Instruction(&ir.Instruction{Opcode: "BYTE", Operands: []operand.Op{operand.U8(b)}})
	}
}

func number(r reg.Physical) byte { return byte(r.PhysicalIndex()) }

// Mandatory prefixes as VEX and EVEX number them.
const (
	pNone = 0
	pF3   = 2
	pF2   = 3
)

// evex writes op dst, src1, src2 (Intel's order) over 512-bit registers, with
// an opcode of the 0F38 map.
func evex(prefix, opcode byte, dst, src1, src2 reg.Physical) {
	const map0F38 = 2
	d, s, r := number(dst), number(src1), number(src2)
	not := func(bit byte) byte { return ^bit & 1 }
	emit(
		0x62,
		not(d>>3)<<7|not(r>>4)<<6|not(r>>3)<<5|not(d>>4)<<4|map0F38,
		^s&15<<3|1<<2|prefix,
		2<<5|not(s>>4)<<3,
		opcode,
		3<<6|d&7<<3|r&7,
	)
}

// dpbf16 is sum += the products of pairs of bfloat16 (VDPBF16PS).
func dpbf16(sum, a, b reg.Physical) { evex(pF3, 0x52, sum, a, b) }

// cvt2bf16 rounds two vectors of float32 to one of bfloat16, low in its low
// half (VCVTNE2PS2BF16). Subnormal values become zero.
func cvt2bf16(dst, high, low reg.Physical) { evex(pF2, 0x72, dst, high, low) }

// vex writes an AMX instruction without a memory operand.
func vex(prefix, opcode, modReg, modRM, v byte) {
	emit(0xc4, 0xe2, ^v&15<<3|prefix, opcode, 3<<6|modReg<<3|modRM)
}

// A tile register is its number, 0 to 7.

func tileZero(t byte)        { vex(pF2, 0x49, t, 0, 0) }
func tileRelease()           { vex(pNone, 0x49, 0, 0, 0) }
func tdpbf16(sum, a, b byte) { vex(pF3, 0x5c, sum, a, b) }

// tileLoad reads a tile's rows from base+disp, stride bytes apart.
func tileLoad(t byte, base, stride reg.Physical, disp uint32) {
	tileMemory(pF2, t, base, stride, disp)
}

// tileStore is the reverse of tileLoad.
func tileStore(t byte, base, stride reg.Physical, disp uint32) {
	tileMemory(pF3, t, base, stride, disp)
}

func tileMemory(prefix, t byte, base, index reg.Physical, disp uint32) {
	b, i := number(base), number(index)
	emit(0xc4, (^(i>>3)&1)<<6|(^(b>>3)&1)<<5|1<<7|2, 0x78|prefix, 0x4b,
		2<<6|t<<3|4, i&7<<3|b&7,
		byte(disp), byte(disp>>8), byte(disp>>16), byte(disp>>24))
}

// tileConfigure loads the configuration at base (LDTILECFG).
func tileConfigure(base reg.Physical) {
	b := number(base)
	if b > 7 || b == 4 {
		panic("LDTILECFG: only registers without extension")
	}
	emit(0xc4, 0xe2, 0x78, 0x49, 2<<6|b, 0, 0, 0, 0)
}
