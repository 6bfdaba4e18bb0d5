package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile writes the product of a few rows of a with a row of panels of b,
// keeping a tile's sums in registers over the whole depth (Goto and van de
// Geijn 2008). The rows of a are read through two strides, so that they need
// no copy where they lie well; they stay in the first-level cache while the
// panels pass by.
func tile(v isa) {
	text("tile"+v.name,
		"func(rows, depth int, a *float32, rowStride, colStride uintptr, b *float32, bStride, panelStride uintptr, panels int, c *float32, ldc uintptr, alpha float32, add int, mask0, mask1 uint16)",
		"computes rows x (panels of two vectors) of c = alpha*a*b, added to c when add is not 0. Strides are in bytes. depth and panels are at least 1.")
	rows := param("rows")
	for n := v.rows; n > 1; n-- {
		build.CMPQ(rows, imm(n))
		build.JEQ(operand.LabelRef(fmt.Sprint("rows", n)))
	}
	for n := 1; n <= v.rows; n++ {
		if n > 1 {
			build.Label(fmt.Sprint("rows", n))
		}
		tileOf(v, n)
	}
}

// tileOf is tile for a fixed number of rows.
func tileOf(v isa, rows int) {
	label := func(s string) string { return fmt.Sprint(s, rows) }
	row, col := param("rowStride"), param("colStride")
	var triple reg.Register
	if rows > 3 {
		triple = build.GP64()
		build.LEAQ(operand.Mem{Base: row, Index: row, Scale: 2}, triple)
	}
	b, bStride := param("b"), param("bStride")
	c, ldc := param("c"), param("ldc")
	panels := param("panels")
	var masks [columns]reg.OpmaskVirtual
	if v.bytes == 64 {
		masks[0], masks[1] = mask("mask0"), mask("mask1")
	}

	build.Label(label("panel"))
	// Every fourth row has a pointer of its own.
	at := make([]operand.Mem, rows)
	var pointers []reg.Register
	for i := range rows {
		if i%4 == 0 {
			p := build.GP64()
			if i == 0 {
				build.Load(build.Param("a"), p)
			} else {
				build.LEAQ(operand.Mem{Base: pointers[i/4-1], Index: row, Scale: 4}, p)
			}
			pointers = append(pointers, p)
		}
		at[i] = operand.Mem{Base: pointers[i/4]}
		switch i % 4 {
		case 1:
			at[i].Index, at[i].Scale = row, 1
		case 2:
			at[i].Index, at[i].Scale = row, 2
		case 3:
			at[i].Index, at[i].Scale = triple, 1
		}
	}
	// The tile of c will be wanted when the sums are done.
	next := build.GP64()
	build.MOVQ(c, next)
	for i := range rows {
		build.PREFETCHT0(operand.Mem{Base: next})
		build.PREFETCHT0(operand.Mem{Base: next, Disp: columns*v.bytes - 1})
		if i < rows-1 {
			build.ADDQ(ldc, next)
		}
	}
	sums := make([][columns]reg.VecVirtual, rows)
	for i := range sums {
		for j := range columns {
			sums[i][j] = v.vector()
			zero(v, sums[i][j])
		}
	}
	depth, from := param("depth"), build.GP64()
	build.MOVQ(b, from)
	build.Label(label("depth"))
	var panel [columns]reg.VecVirtual
	for j := range panel {
		panel[j] = v.vector()
		build.VMOVUPS(operand.Mem{Base: from, Disp: j * v.bytes}, panel[j])
	}
	// Panels come from the second-level cache, 8 steps of about 12 cycles ahead.
	for line := 0; line < columns*v.bytes; line += 64 {
		build.PREFETCHT0(operand.Mem{Base: from, Disp: 8*columns*v.bytes + line})
	}
	scalars := [2]reg.VecVirtual{v.vector(), v.vector()}
	for i := range rows {
		s := scalars[i%2]
		build.VBROADCASTSS(at[i], s)
		for j := range panel {
			build.VFMADD231PS(panel[j], s, sums[i][j])
		}
	}
	for _, p := range pointers {
		build.ADDQ(col, p)
	}
	build.ADDQ(bStride, from)
	down(depth, label("depth"))

	alpha := broadcast(v, "alpha")
	out := build.GP64()
	build.MOVQ(c, out)
	add := build.Load(build.Param("add"), build.GP64())
	build.TESTQ(add, add)
	build.JZ(operand.LabelRef(label("store")))
	write(v, out, ldc, alpha, sums, masks, true)
	build.JMP(operand.LabelRef(label("next")))
	build.Label(label("store"))
	write(v, out, ldc, alpha, sums, masks, false)
	build.Label(label("next"))
	panelStride, err := build.Param("panelStride").Resolve()
	if err != nil {
		panic(err)
	}
	build.ADDQ(panelStride.Addr, b)
	build.ADDQ(imm(columns*v.bytes), c)
	down(panels, label("panel"))
	ret()
}

// write writes a tile's sums to c. AVX-512 masks the columns beyond the edge;
// with AVX2 the caller sees to whole tiles.
func write(v isa, c, ldc reg.Register, alpha reg.Register, sums [][columns]reg.VecVirtual, masks [columns]reg.OpmaskVirtual, add bool) {
	for i := range sums {
		for j, sum := range sums[i] {
			mem := operand.Mem{Base: c, Disp: j * v.bytes}
			switch {
			case add && v.bytes == 64:
				old := v.vector()
				build.VMOVUPS_Z(mem, masks[j], old)
				build.VFMADD213PS(old, alpha, sum)
			case add:
				build.VFMADD213PS(mem, alpha, sum)
			default:
				build.VMULPS(alpha, sum, sum)
			}
			if v.bytes == 64 {
				build.VMOVUPS(sum, masks[j], mem)
			} else {
				build.VMOVUPS(sum, mem)
			}
		}
		if i < len(sums)-1 {
			build.ADDQ(ldc, c)
		}
	}
}
