package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// accumulators are one vector of partial results for each part of a round, so
// that consecutive vectors do not wait for each other.
func (f *function) accumulators(n int) []reg.VecVirtual {
	a := make([]reg.VecVirtual, n)
	for i := range a {
		a[i] = f.zero()
	}
	return a
}

// instruction is one of two sources and a destination.
type instruction func(ops ...operand.Op)

// fold combines all lanes of all accumulators, halving what is left each time,
// into the lowest lane of a register.
func (f *function) fold(a []reg.VecVirtual, combine instruction) reg.VecVirtual {
	for ; len(a) > 1; a = a[:len(a)/2] {
		for i := range len(a) / 2 {
			combine(a[len(a)/2+i], a[i], a[i])
		}
	}
	y := a[0]
	if f.bytes == 64 {
		hi, lo := f.YMM(), y.AsY()
		f.VEXTRACTF64X4(operand.Imm(1), y, hi)
		combine(lo, hi, hi)
		y = hi
	}
	x, t := f.XMM(), f.XMM()
	f.VEXTRACTF128(operand.Imm(1), y, x)
	combine(y.AsX(), x, x)
	f.VPERMILPD(operand.Imm(1), x, t)
	combine(t, x, x)
	f.VMOVSHDUP(x, t)
	combine(t, x, x)
	return x
}

// give stores the combined lanes as a result.
func (f *function) give(result string, a []reg.VecVirtual, combine instruction) {
	f.Store(f.fold(a, combine), f.Return(result))
}

func reductions(g *generator) {
	sum := func(name, sig, doc string, pick func(f *function) func(s reg.VecVirtual)) {
		g.define(name, sig, doc, func(f *function) {
			add := pick(f)
			s := f.accumulators(unroll)
			f.loop(unroll, func() { add(s[f.part]) })
			f.give("sum", s, f.VADDPS)
			f.end()
		})
	}
	sum("dot3", "func(a, b, c []float32) (sum float32)", "is the sum of a*b*c.", func(f *function) func(reg.VecVirtual) {
		return func(s reg.VecVirtual) {
			r := f.load("a")
			f.VMULPS(f.at("b"), r, r)
			f.VFMADD231PS(f.at("c"), r, s)
		}
	})
	sum("total", "func(a []float32) (sum float32)", "is the sum of a.", func(f *function) func(reg.VecVirtual) {
		return func(s reg.VecVirtual) { f.VADDPS(f.at("a"), s, s) }
	})
	sum("squares", "func(a []float32, mean float32) (sum float32)", "is the sum of (a-mean)^2.", func(f *function) func(reg.VecVirtual) {
		mean := f.scalar("mean")
		return func(s reg.VecVirtual) {
			r := f.load("a")
			f.VSUBPS(mean, r, r)
			f.existing(r)
			f.VFMADD231PS(r, r, s)
		}
	})

	g.define("largest", "func(a []float32) (m float32, bits uint32)", "is the largest number of a, and the bits of its largest absolute value, NaN above Inf.", func(f *function) {
		lowest := f.heldBits("minusInf", 0xff800000)
		m, b := f.accumulators(unroll), f.accumulators(unroll)
		for _, r := range m {
			f.VMOVUPS(lowest, r)
		}
		f.loop(unroll, func() {
			x, t := f.load("a"), f.vector()
			f.VANDPS(f.constantBits("absolute", 0x7fffffff), x, t)
			f.VPMAXUD(t, b[f.part], b[f.part])
			if f.tail != nil {
				y := f.copy(lowest)
				f.choose(*f.tail, x, y)
				x = y
			}
			f.VMAXPS(m[f.part], x, m[f.part]) // of NaN and a number the first named wins
		})
		f.give("m", m, f.VMAXPS)
		bits := f.GP32()
		f.VMOVD(f.fold(b, f.VPMAXUD), bits)
		f.Store(bits, f.Return("bits"))
		f.end()
	})
}

// rows are the addresses of the first n rows of a slice, stride bytes apart.
func (f *function) rows(name string, n int) []reg.Register {
	stride := f.Load(f.Param("stride"), f.GP64())
	rows := []reg.Register{f.pointers[name].base}
	for range n - 1 {
		r := f.GP64()
		f.LEAQ(operand.Mem{Base: rows[len(rows)-1], Index: stride, Scale: 1}, r)
		rows = append(rows, r)
	}
	return rows
}

// productParts is how many sums a row's product with a vector is made of: the
// same whether rows are taken one or four at a time, so that the bits are too.
// Four rows' sums leave AVX2 room for two.
func (f *function) productParts() int { return f.width() / 4 }

// products are of rows with a vector.
func products(g *generator) {
	g.define("dot", "func(a, b []float32) (sum float32)", "is the inner product.", func(f *function) {
		s := f.accumulators(f.productParts())
		f.loop(len(s), func() { f.VFMADD231PS(f.at("b"), f.load("a"), s[f.part]) })
		f.give("sum", s, f.VADDPS)
		f.end()
	})
	g.define("dots", "func(x, w []float32, stride uintptr, sums *[4]float32)", "writes the inner products of four rows of w with x. The stride is in bytes.", func(f *function) {
		rows := f.rows("w", 4)
		var s [4][]reg.VecVirtual
		for i := range s {
			s[i] = f.accumulators(f.productParts())
		}
		f.loop(f.productParts(), func() {
			x := f.load("x")
			for i, row := range rows {
				f.VFMADD231PS(f.masked(f.from(row, 4)), x, s[i][f.part])
			}
		})
		for i := range s {
			f.VMOVSS(f.fold(s[i], f.VADDPS), operand.Mem{Base: f.pointers["sums"].base, Disp: 4 * i})
		}
		f.end()
	})
}
