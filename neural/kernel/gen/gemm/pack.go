package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// packRows copies whole rows into panels of two vectors side by side, a row at
// a time, so that the source is read in order.
func packRows(v isa) {
	text("packRows"+v.name,
		"func(dst *float32, panelStride uintptr, src *float32, srcStride uintptr, depth, panels int)",
		"copies depth rows of panels*two vectors, each two vectors to a panel of its own. Strides are in bytes; depth and panels are at least 1.")
	dst, panelStride := param("dst"), param("panelStride")
	src, srcStride := param("src"), param("srcStride")
	depth := param("depth")
	build.Label("row")
	to, from, panels := build.GP64(), build.GP64(), param("panels")
	build.MOVQ(dst, to)
	build.MOVQ(src, from)
	build.Label("panel")
	for j := range columns {
		r := v.vector()
		build.VMOVUPS(operand.Mem{Base: from, Disp: j * v.bytes}, r)
		build.VMOVUPS(r, operand.Mem{Base: to, Disp: j * v.bytes})
	}
	build.ADDQ(imm(columns*v.bytes), from)
	build.ADDQ(panelStride, to)
	down(panels, "panel")
	build.ADDQ(srcStride, src)
	build.ADDQ(imm(columns*v.bytes), dst)
	down(depth, "row")
	ret()
}

// packCols copies the 12 values of a transposed tile at each depth side by
// side, for several tiles that lie next to each other.
func packCols() {
	text("packColsAVX512",
		"func(dst *float32, tileStride uintptr, src *float32, srcStride uintptr, depth, tiles int)",
		"copies depth rows of tiles*12 values, each 12 to a tile of its own. Strides are in bytes; depth and tiles are at least 1.")
	const bytes = 12 * 4
	dst, tileStride := param("dst"), param("tileStride")
	src, srcStride := param("src"), param("srcStride")
	depth := param("depth")
	twelve := build.K()
	m := build.GP32()
	build.MOVL(imm(1<<12-1), m)
	build.KMOVW(m, twelve)
	build.Label("row")
	to, from, tiles := build.GP64(), build.GP64(), param("tiles")
	build.MOVQ(dst, to)
	build.MOVQ(src, from)
	build.Label("tile")
	r := build.ZMM()
	build.VMOVUPS_Z(operand.Mem{Base: from}, twelve, r)
	build.VMOVUPS(r, twelve, operand.Mem{Base: to})
	build.ADDQ(imm(bytes), from)
	build.ADDQ(tileStride, to)
	down(tiles, "tile")
	build.ADDQ(srcStride, src)
	build.ADDQ(imm(bytes), dst)
	down(depth, "row")
	ret()
}

// packTransposed turns 16 rows, blocks of 16 values at a time, into columns.
func packTransposed() {
	text("packTransposedAVX512",
		"func(dst *float32, dstStride uintptr, src *float32, srcStride uintptr, blocks int, last uint16)",
		"writes the transpose of 16 rows of blocks*16 values; of the last block only those in the mask are read. Strides are in bytes; blocks is at least 1.")
	dst, dstStride := param("dst"), param("dstStride")
	src, srcStride := param("src"), param("srcStride")
	blocks := param("blocks")
	triple, dstTriple := tripled(srcStride), tripled(dstStride)
	all := build.K()
	build.KXNORW(all, all, all)
	build.Label("block")
	build.CMPQ(blocks, imm(1))
	build.JNE(operand.LabelRef("whole"))
	last := build.Load(build.Param("last"), build.GP32())
	build.KMOVW(last, all)
	build.Label("whole")
	r := make([]reg.VecVirtual, 16)
	walk(src, srcStride, triple, func(i int, at operand.Mem) {
		r[i] = build.ZMM()
		build.VMOVUPS_Z(at, all, r[i])
	})
	r = transpose16(r)
	walk(dst, dstStride, dstTriple, func(i int, at operand.Mem) { build.VMOVUPS(r[i], at) })
	build.ADDQ(imm(64), src)
	step := build.GP64()
	build.MOVQ(dstStride, step)
	build.SHLQ(imm(4), step)
	build.ADDQ(step, dst)
	down(blocks, "block")
	ret()
}

func tripled(stride reg.Register) reg.Register {
	t := build.GP64()
	build.LEAQ(operand.Mem{Base: stride, Index: stride, Scale: 2}, t)
	return t
}

// walk visits 16 rows a stride apart without changing base.
func walk(base, stride, triple reg.Register, visit func(i int, at operand.Mem)) {
	p := build.GP64()
	build.MOVQ(base, p)
	for i := range 16 {
		if i > 0 && i%4 == 0 {
			build.LEAQ(operand.Mem{Base: p, Index: stride, Scale: 4}, p)
		}
		at := operand.Mem{Base: p}
		switch i % 4 {
		case 1:
			at.Index, at.Scale = stride, 1
		case 2:
			at.Index, at.Scale = stride, 2
		case 3:
			at.Index, at.Scale = triple, 1
		}
		visit(i, at)
	}
}

// transpose16 transposes 16 vectors of 16 values: neighbours are interleaved
// by 4, 8, 16 and 32 bytes in turn.
func transpose16(r []reg.VecVirtual) []reg.VecVirtual {
	step := func(emit func(i int, out reg.VecVirtual)) {
		t := make([]reg.VecVirtual, 16)
		for i := range t {
			t[i] = build.ZMM()
			emit(i, t[i])
		}
		r = t
	}
	// Rows 2i and 2i+1: t[2i] has columns 0,1 (of each four), t[2i+1] 2,3.
	step(func(i int, out reg.VecVirtual) {
		if i%2 == 0 {
			build.VUNPCKLPS(r[i+1], r[i], out)
		} else {
			build.VUNPCKHPS(r[i], r[i-1], out)
		}
	})
	// Rows 4i..4i+3: t[4i+c] has column c of each four, the four rows together.
	step(func(i int, out reg.VecVirtual) {
		base := i &^ 3
		lo := r[base+i%4/2]
		hi := r[base+2+i%4/2]
		if i%2 == 0 {
			build.VUNPCKLPD(hi, lo, out)
		} else {
			build.VUNPCKHPD(hi, lo, out)
		}
	})
	// Rows 8i..8i+7: t[8i+c] has lanes 0 and 2 of column c and c+8, t[8i+4+c]
	// lanes 1 and 3, of columns c+4 and c+12.
	step(func(i int, out reg.VecVirtual) {
		base, c := i&^7, i%8
		lo, hi := r[base+c%4], r[base+4+c%4]
		build.VSHUFF32X4(imm([2]int{0x88, 0xdd}[c/4]), hi, lo, out)
	})
	// All rows: column c is in even lanes for c < 8, in odd ones above.
	step(func(c int, out reg.VecVirtual) {
		from := c%4 + c/4%2*4
		build.VSHUFF32X4(imm([2]int{0x88, 0xdd}[c/8]), r[8+from], r[from], out)
	})
	return r
}
