package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The bfloat16 products work on packed tiles of 16 rows of 64 bytes, as AMX
// wants them: of a, 16 rows of 32 depths; of b, 16 pairs of depths of 16
// columns, the two of a pair side by side. The tiles of one group of 16 rows
// of a, or 16 columns of b, follow each other in order of depth.
const (
	tileRow   = 64
	tileBytes = 16 * tileRow
)

var zmm = [32]reg.VecPhysical{
	reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
	reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
	reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
	reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
}

func load(name string, r reg.GPPhysical) { build.Load(build.Param(name), r) }

func loadMask(name string, r reg.Register) {
	build.Load(build.Param(name), reg.EAX)
	build.KMOVW(reg.EAX, r)
}

// packRowsBF16 writes rows of a, or rows that are columns of b, without
// changing their order: dst row r of tile t has 32 depths.
func packRowsBF16() {
	text("packRowsBF16", "func(dst *uint16, src *float32, srcStride uintptr, rows, tiles int, low, high uint16)",
		"rounds up to 16 rows of tiles*32 values into tiles; of the last tile only the values in the masks are read, the others become 0. The stride is in bytes; rows and tiles are at least 1.")
	load("dst", reg.RDI)
	load("src", reg.RSI)
	load("srcStride", reg.RDX)
	load("rows", reg.RCX)
	loadMask("low", reg.K1)
	loadMask("high", reg.K2)
	build.Label("row")
	build.MOVQ(reg.RDI, reg.R8)
	build.MOVQ(reg.RSI, reg.R9)
	load("tiles", reg.R10)
	build.DECQ(reg.R10)
	build.JZ(operand.LabelRef("last"))
	build.Label("tile")
	build.VMOVUPS(operand.Mem{Base: reg.R9}, reg.Z0)
	build.VMOVUPS(operand.Mem{Base: reg.R9, Disp: 64}, reg.Z1)
	cvt2bf16(reg.Z0, reg.Z1, reg.Z0)
	build.VMOVUPS(reg.Z0, operand.Mem{Base: reg.R8})
	build.ADDQ(imm(128), reg.R9)
	build.ADDQ(imm(tileBytes), reg.R8)
	down(reg.R10, "tile")
	build.Label("last")
	build.VMOVUPS_Z(operand.Mem{Base: reg.R9}, reg.K1, reg.Z0)
	build.VMOVUPS_Z(operand.Mem{Base: reg.R9, Disp: 64}, reg.K2, reg.Z1)
	cvt2bf16(reg.Z0, reg.Z1, reg.Z0)
	build.VMOVUPS(reg.Z0, operand.Mem{Base: reg.R8})
	build.ADDQ(reg.RDX, reg.RSI)
	build.ADDQ(imm(tileRow), reg.RDI)
	down(reg.RCX, "row")
	ret()
}

// pairIndex interleaves the words of the two halves of a vector.
func pairIndex() operand.Mem {
	m := build.GLOBL("pairIndex", attr.RODATA|attr.NOPTR)
	for i := range 32 {
		build.DATA(2*i, operand.U16(i/2+i%2*16))
	}
	return m
}

// packPairsBF16 writes pairs of rows of b side by side, row by row, so that
// the source is read in order.
func packPairsBF16(index operand.Mem) {
	text("packPairsBF16", "func(dst *uint16, groupStride uintptr, src *float32, srcStride uintptr, pairs, groups int, columns, odd uint16)",
		"rounds pairs of rows of groups*16 values, each 16 columns to a group of tiles of its own. Of the last group only the columns in the mask are read, the others become 0; odd is the mask of the last pair's second row, 0 if there is none. Strides are in bytes; pairs and groups are at least 1.")
	load("dst", reg.RDI)
	load("groupStride", reg.RBX)
	load("src", reg.RSI)
	load("srcStride", reg.RDX)
	load("pairs", reg.RCX)
	build.KXNORW(reg.K0, reg.K0, reg.K3)
	build.VMOVDQU64(index, reg.Z31)
	build.Label("pair")
	build.CMPQ(reg.RCX, imm(1))
	build.JNE(operand.LabelRef("both"))
	loadMask("odd", reg.K3)
	build.Label("both")
	loadMask("columns", reg.K1)
	build.KANDW(reg.K1, reg.K3, reg.K2)
	build.MOVQ(reg.RDI, reg.R8)
	build.MOVQ(reg.RSI, reg.R9)
	load("groups", reg.R10)
	build.DECQ(reg.R10)
	build.JZ(operand.LabelRef("last"))
	build.Label("group")
	build.VMOVUPS(operand.Mem{Base: reg.R9}, reg.Z0)
	build.VMOVUPS_Z(operand.Mem{Base: reg.R9, Index: reg.RDX, Scale: 1}, reg.K3, reg.Z1)
	cvt2bf16(reg.Z0, reg.Z1, reg.Z0)
	build.VPERMW(reg.Z0, reg.Z31, reg.Z0)
	build.VMOVUPS(reg.Z0, operand.Mem{Base: reg.R8})
	build.ADDQ(imm(64), reg.R9)
	build.ADDQ(reg.RBX, reg.R8)
	down(reg.R10, "group")
	build.Label("last")
	build.VMOVUPS_Z(operand.Mem{Base: reg.R9}, reg.K1, reg.Z0)
	build.VMOVUPS_Z(operand.Mem{Base: reg.R9, Index: reg.RDX, Scale: 1}, reg.K2, reg.Z1)
	cvt2bf16(reg.Z0, reg.Z1, reg.Z0)
	build.VPERMW(reg.Z0, reg.Z31, reg.Z0)
	build.VMOVUPS(reg.Z0, operand.Mem{Base: reg.R8})
	build.LEAQ(operand.Mem{Base: reg.RSI, Index: reg.RDX, Scale: 2}, reg.RSI)
	build.ADDQ(imm(tileRow), reg.RDI)
	down(reg.RCX, "pair")
	ret()
}

// transposeTiles exchanges the rows and the 32-bit columns of tiles: it turns
// packed rows into packed pairs and back.
func transposeTiles() {
	text("transposeTiles", "func(tile *uint16, tiles int)",
		"transposes tiles, each 16 x 16 of 32 bits, in place. tiles is at least 1.")
	tile, tiles := param("tile"), param("tiles")
	build.Label("tile")
	r := make([]reg.VecVirtual, 16)
	for i := range r {
		r[i] = build.ZMM()
		build.VMOVUPS(operand.Mem{Base: tile, Disp: i * tileRow}, r[i])
	}
	for i, v := range transpose16(r) {
		build.VMOVUPS(v, operand.Mem{Base: tile, Disp: i * tileRow})
	}
	build.ADDQ(imm(tileBytes), tile)
	down(tiles, "tile")
	ret()
}

// dotBF16 is the product for processors that have VDPBF16PS and no AMX.
func dotBF16() {
	const rows = 8 // sums of 8 x 2 vectors, 3 for the operands
	text("dotBF16", "func(tiles int, a, b *uint16, panels int, c *float32, ldc uintptr, add int)",
		"computes 8 rows of packed a times panels of 32 packed columns of b, into c, or added to it when add is not 0. ldc is in bytes; tiles and panels are at least 1.")
	load("tiles", reg.R8)
	build.SHLQ(imm(10), reg.R8) // bytes of a group
	load("b", reg.RSI)
	load("panels", reg.RDX)
	load("c", reg.RDI)
	load("ldc", reg.R9)
	load("add", reg.R10)
	sum := func(i, j int) reg.VecPhysical { return zmm[2*i+j] }
	b0, b1, s := reg.Z16, reg.Z17, reg.Z18
	build.Label("panel")
	load("a", reg.RAX)
	load("tiles", reg.RCX)
	for i := range rows {
		build.VPXORD(sum(i, 0), sum(i, 0), sum(i, 0))
		build.VPXORD(sum(i, 1), sum(i, 1), sum(i, 1))
	}
	build.Label("tile")
	build.MOVQ(operand.U32(16), reg.RBX)
	build.Label("pair")
	build.VMOVUPS(operand.Mem{Base: reg.RSI}, b0)
	build.VMOVUPS(operand.Mem{Base: reg.RSI, Index: reg.R8, Scale: 1}, b1)
	for i := range rows {
		build.VPBROADCASTD(operand.Mem{Base: reg.RAX, Disp: i * tileRow}, s)
		dpbf16(sum(i, 0), b0, s)
		dpbf16(sum(i, 1), b1, s)
	}
	build.ADDQ(imm(4), reg.RAX)
	build.ADDQ(imm(tileRow), reg.RSI)
	down(reg.RBX, "pair")
	build.ADDQ(imm(tileBytes-tileRow), reg.RAX)
	down(reg.RCX, "tile")
	build.ADDQ(reg.R8, reg.RSI) // the panel's second group was read beside the first
	build.MOVQ(reg.RDI, reg.R11)
	build.TESTQ(reg.R10, reg.R10)
	build.JZ(operand.LabelRef("store"))
	for i := range rows {
		build.VADDPS(operand.Mem{Base: reg.R11}, sum(i, 0), sum(i, 0))
		build.VADDPS(operand.Mem{Base: reg.R11, Disp: 64}, sum(i, 1), sum(i, 1))
		build.ADDQ(reg.R9, reg.R11)
	}
	build.MOVQ(reg.RDI, reg.R11)
	build.Label("store")
	for i := range rows {
		build.VMOVUPS(sum(i, 0), operand.Mem{Base: reg.R11})
		build.VMOVUPS(sum(i, 1), operand.Mem{Base: reg.R11, Disp: 64})
		build.ADDQ(reg.R9, reg.R11)
	}
	build.ADDQ(imm(128), reg.RDI)
	down(reg.RDX, "panel")
	ret()
}
