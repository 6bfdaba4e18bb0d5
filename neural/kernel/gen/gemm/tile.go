package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// layout is how the rows of a that make a tile lie.
type layout struct {
	name, doc string
	// walk has the pointers for a tile of so many rows of a, and says where row
	// i's value is, so many steps of depth from the pointers.
	walk func(rows int) (pointers []reg.Register, at func(i, step int) operand.Mem)
	// next moves the pointers by so many steps.
	next func(pointers []reg.Register, steps int)
}

// along is a as it was given: depth runs along its rows, stride bytes apart.
// Every fourth row has a pointer of its own.
var along = layout{
	name: "Along", doc: "rows of a that are stride bytes apart",
	walk: func(rows int) ([]reg.Register, func(i, step int) operand.Mem) {
		stride := param("stride")
		var triple reg.Register
		if rows > 3 {
			triple = tripled(stride)
		}
		var pointers []reg.Register
		for i := 0; i < rows; i += 4 {
			p := build.GP64()
			if i == 0 {
				build.Load(build.Param("a"), p)
			} else {
				build.LEAQ(operand.Mem{Base: pointers[i/4-1], Index: stride, Scale: 4}, p)
			}
			pointers = append(pointers, p)
		}
		return pointers, func(i, step int) operand.Mem {
			m := operand.Mem{Base: pointers[i/4], Disp: 4 * step}
			return indexed(m, i%4, stride, triple)
		}
	},
	next: func(pointers []reg.Register, steps int) {
		for _, p := range pointers {
			build.ADDQ(imm(4*steps), p)
		}
	},
}

// across is a transposed or packed: the tile's rows lie side by side, depths
// stride bytes apart.
var across = layout{
	name: "Across", doc: "columns of a's transpose, whose rows are stride bytes apart",
	walk: func(rows int) ([]reg.Register, func(i, step int) operand.Mem) {
		stride := param("stride")
		triple := tripled(stride)
		p := param("a")
		return []reg.Register{p, stride}, func(i, step int) operand.Mem {
			return indexed(operand.Mem{Base: p, Disp: 4 * i}, step, stride, triple)
		}
	},
	next: func(pointers []reg.Register, steps int) {
		build.LEAQ(operand.Mem{Base: pointers[0], Index: pointers[1], Scale: uint8(steps)}, pointers[0])
	},
}

// indexed is m and so many strides, up to 3.
func indexed(m operand.Mem, strides int, stride, triple reg.Register) operand.Mem {
	switch strides {
	case 1, 2:
		m.Index, m.Scale = stride, uint8(strides)
	case 3:
		m.Index, m.Scale = triple, 1
	}
	return m
}

// deep is how many steps of depth a round of the inner loop takes. What counts
// steps and moves pointers competes with the products for the processor's
// ports: with one step a round it costs 3 %.
const deep = 4

// tile writes the product of a few rows of a with a row of panels of b,
// keeping a tile's sums in registers over the whole depth (Goto and van de
// Geijn 2008). The rows of a need no copy where they lie well; they stay in
// the first-level cache while the panels pass by.
func tile(v isa, l layout) {
	text("tile"+l.name+v.name,
		"func(rows, depth int, a *float32, stride uintptr, b *float32, panelStride uintptr, panels int, c *float32, ldc uintptr, alpha float32, add int, mask0, mask1 uint16)",
		"computes so many "+l.doc+" x (panels of two vectors) of c = alpha*a*b, added to c when add is not 0. depth and panels are at least 1.")
	rows := param("rows")
	for n := v.rows; n > 1; n-- {
		build.CMPQ(rows, imm(n))
		build.JEQ(operand.LabelRef(fmt.Sprint("rows", n)))
	}
	for n := 1; n <= v.rows; n++ {
		if n > 1 {
			build.Label(fmt.Sprint("rows", n))
		}
		tileOf(v, l, n)
	}
}

// tileOf is tile for a fixed number of rows.
func tileOf(v isa, l layout, rows int) {
	label := func(s string) string { return fmt.Sprint(s, rows) }
	b, c, ldc, panels := param("b"), param("c"), param("ldc"), param("panels")
	var masks [columns]reg.OpmaskVirtual
	if v.bytes == 64 {
		masks[0], masks[1] = mask("mask0"), mask("mask1")
	}

	build.Label(label("panel"))
	pointers, at := l.walk(rows)
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
	from := build.GP64()
	build.MOVQ(b, from)
	depth := param("depth")
	build.SUBQ(imm(deep), depth)
	build.JL(operand.LabelRef(label("rest")))
	build.Label(label("depth"))
	for step := range deep {
		v.step(sums, operand.Mem{Base: from, Disp: step * columns * v.bytes}, func(i int) operand.Mem { return at(i, step) })
	}
	l.next(pointers, deep)
	build.ADDQ(imm(deep*columns*v.bytes), from)
	build.SUBQ(imm(deep), depth)
	build.JGE(operand.LabelRef(label("depth")))
	build.Label(label("rest"))
	build.ADDQ(imm(deep), depth)
	build.JZ(operand.LabelRef(label("done")))
	build.Label(label("single"))
	v.step(sums, operand.Mem{Base: from}, func(i int) operand.Mem { return at(i, 0) })
	l.next(pointers, 1)
	build.ADDQ(imm(columns*v.bytes), from)
	down(depth, label("single"))
	build.Label(label("done"))

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
	build.ADDQ(address("panelStride"), b)
	build.ADDQ(imm(columns*v.bytes), c)
	down(panels, label("panel"))
	ret()
}

// step adds the products of one depth: the panel's row with each row's value.
func (v isa) step(sums [][columns]reg.VecVirtual, from operand.Mem, at func(i int) operand.Mem) {
	var panel [columns]reg.VecVirtual
	for j := range panel {
		panel[j] = v.vector()
		build.VMOVUPS(from.Offset(j*v.bytes), panel[j])
	}
	// Panels come from the second-level cache, 8 steps of about 12 cycles ahead.
	for line := 0; line < columns*v.bytes; line += 64 {
		build.PREFETCHT0(from.Offset(8*columns*v.bytes + line))
	}
	scalars := [2]reg.VecVirtual{v.vector(), v.vector()}
	for i := range sums {
		s := scalars[i%2]
		build.VBROADCASTSS(at(i), s)
		for j := range panel {
			build.VFMADD231PS(panel[j], s, sums[i][j])
		}
	}
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

// address is where a parameter lies.
func address(name string) operand.Mem {
	p, err := build.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}
