package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tileConfig is AMX's palette 1 with all eight tiles at their largest, 16 rows
// of 64 bytes.
func tileConfig() operand.Mem {
	m := build.GLOBL("tileConfig", attr.RODATA|attr.NOPTR)
	build.DATA(0, operand.U8(1))
	for i := 1; i < 16; i++ {
		build.DATA(i, operand.U8(0))
	}
	for i := range 16 { // bytes of a row of tiles 0 to 15
		build.DATA(16+2*i, operand.U16([2]int{tileRow, 0}[i/8]))
	}
	for i := range 16 { // their rows
		build.DATA(48+i, operand.U8([2]int{16, 0}[i/8]))
	}
	return m
}

// amx multiplies with tiles. Tiles are configured and released within the
// call, and Go does not preempt assembly, so no Go code ever runs with live
// tiles.
func amx(config operand.Mem) {
	text("amxBF16", "func(tiles int, a, b *uint16, panels int, c *float32, ldc uintptr, add int)",
		"computes 32 rows of packed a times panels of 32 packed columns of b, into c, or added to it when add is not 0. ldc is in bytes; tiles and panels are at least 1.")
	build.LEAQ(config, reg.RAX)
	tileConfigure(reg.RAX)
	load("b", reg.RSI)
	load("panels", reg.RDX)
	load("c", reg.RDI)
	load("ldc", reg.R9)
	load("add", reg.R10)
	load("tiles", reg.R8)
	build.SHLQ(imm(10), reg.R8) // bytes of a group
	build.MOVQ(reg.R9, reg.R12)
	build.SHLQ(imm(4), reg.R12) // bytes of 16 rows of c
	build.MOVQ(operand.U32(tileRow), reg.RBX)
	const a0, a1, b0, b1 = 4, 5, 6, 7
	build.Label("panel")
	load("a", reg.RAX)
	load("tiles", reg.RCX)
	build.LEAQ(operand.Mem{Base: reg.RDI, Index: reg.R12, Scale: 1}, reg.R11)
	build.TESTQ(reg.R10, reg.R10)
	build.JZ(operand.LabelRef("zero"))
	tileLoad(0, reg.RDI, reg.R9, 0)
	tileLoad(1, reg.RDI, reg.R9, 64)
	tileLoad(2, reg.R11, reg.R9, 0)
	tileLoad(3, reg.R11, reg.R9, 64)
	build.JMP(operand.LabelRef("start"))
	build.Label("zero")
	for t := range byte(4) {
		tileZero(t)
	}
	build.Label("start")
	build.LEAQ(operand.Mem{Base: reg.RAX, Index: reg.R8, Scale: 1}, reg.R13)
	build.LEAQ(operand.Mem{Base: reg.RSI, Index: reg.R8, Scale: 1}, reg.R14)
	build.Label("tile")
	tileLoad(a0, reg.RAX, reg.RBX, 0)
	tileLoad(b0, reg.RSI, reg.RBX, 0)
	tdpbf16(0, a0, b0)
	tileLoad(b1, reg.R14, reg.RBX, 0)
	tdpbf16(1, a0, b1)
	tileLoad(a1, reg.R13, reg.RBX, 0)
	tdpbf16(2, a1, b0)
	tdpbf16(3, a1, b1)
	for _, p := range []reg.Register{reg.RAX, reg.RSI, reg.R13, reg.R14} {
		build.ADDQ(imm(tileBytes), p)
	}
	down(reg.RCX, "tile")
	build.MOVQ(reg.R14, reg.RSI)
	tileStore(0, reg.RDI, reg.R9, 0)
	tileStore(1, reg.RDI, reg.R9, 64)
	tileStore(2, reg.R11, reg.R9, 0)
	tileStore(3, reg.R11, reg.R9, 64)
	build.ADDQ(imm(128), reg.RDI)
	down(reg.RDX, "panel")
	tileRelease()
	ret()
}
