package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowProducts is y = w*x, four rows at a time. The sums are made in the order
// of dots of the vector loops, so that both give the same bits.
//
// While four rows are multiplied the next four are asked for, piece by piece.
// The hardware does so too, but begins anew at every page of 4 KiB: from memory
// two cores of an Intel Sapphire Rapids read 30 GB/s without this and 48 with
// it.
func rowProducts(v isa) {
	text("rowProducts"+v.name, "func(y *float32, w *float32, stride uintptr, x *float32, n, fours int)",
		"writes the inner products of x, of n values, with four rows of w a time, stride bytes apart. n and fours are at least 1.")
	y, stride, x, n, fours := param("y"), param("stride"), param("x"), param("n"), param("fours")
	rows := rowsOf(param("w"), stride)
	parts := v.width() / 4 // sums a row
	j, ahead, left := build.GP64(), build.GP64(), build.GP64()
	at := func(base, index reg.GPVirtual, part int) operand.Mem {
		return operand.Mem{Base: base, Index: index, Scale: 4, Disp: part * v.bytes}
	}

	build.Label("four")
	var sums [4][]reg.VecVirtual
	for i := range sums {
		sums[i] = v.zeros(parts)
	}
	build.XORQ(j, j)
	build.MOVQ(stride, ahead) // four strides in bytes are so many values
	build.MOVQ(n, left)
	step := imm(parts * v.width())
	build.SUBQ(step, left)
	build.JL(label("rest"))
	build.Label("round")
	for part := range parts {
		value := v.vector()
		build.VMOVUPS(at(x, j, part), value)
		for i, r := range rows {
			build.VFMADD231PS(at(r, j, part), value, sums[i][part])
			if v.bytes == 64 || part%2 == 0 { // once a cache line
				build.PREFETCHT0(at(r, ahead, part))
			}
		}
	}
	build.ADDQ(step, j)
	build.ADDQ(step, ahead)
	build.SUBQ(step, left)
	build.JGE(label("round"))

	build.Label("rest")
	build.ADDQ(step, left)
	build.JLE(label("fold"))
	build.Label("last")
	l := newLanes(v, left)
	value := l.load(at(x, j, 0))
	for i, r := range rows {
		build.PREFETCHT0(at(r, ahead, 0))
		build.VFMADD231PS(l.load(at(r, j, 0)), value, sums[i][0])
	}
	build.ADDQ(imm(v.width()), j)
	build.ADDQ(imm(v.width()), ahead)
	build.SUBQ(imm(v.width()), left)
	build.JG(label("last"))

	build.Label("fold")
	for i := range sums {
		build.VMOVSS(fold(v, sums[i]), operand.Mem{Base: y, Disp: 4 * i})
	}
	build.ADDQ(imm(16), y)
	skip(rows, stride)
	build.DECQ(fours)
	build.JNZ(label("four"))
	ret()
}

// fold adds all lanes of all sums, halving what is left each time.
func fold(v isa, a []reg.VecVirtual) reg.VecVirtual {
	for ; len(a) > 1; a = a[:len(a)/2] {
		for i := range len(a) / 2 {
			build.VADDPS(a[len(a)/2+i], a[i], a[i])
		}
	}
	y := a[0]
	if v.bytes == 64 {
		high := build.YMM()
		build.VEXTRACTF64X4(imm(1), y, high)
		build.VADDPS(y.AsY(), high, high)
		y = high
	}
	x, t := build.XMM(), build.XMM()
	build.VEXTRACTF128(imm(1), y.AsY(), x)
	build.VADDPS(y.AsX(), x, x)
	build.VPERMILPD(imm(1), x, t)
	build.VADDPS(t, x, x)
	build.VMOVSHDUP(x, t)
	build.VADDPS(t, x, x)
	return x
}

// columnSums is y = xT*w, four vectors of columns at a time; even and odd rows
// have sums of their own, so that no product waits for the one before.
func columnSums(v isa) {
	text("columnSums"+v.name, "func(y *float32, w *float32, stride uintptr, x *float32, rows, n int)",
		"adds up the rows of w, stride bytes apart, each times its value of x, over n columns. rows and n are at least 1.")
	y, w, stride, x, rows, n := param("y"), param("w"), param("stride"), param("x"), param("rows"), param("n")
	const vectors = 4
	step := imm(vectors * v.width())
	build.SUBQ(step, n)
	build.JL(label("rest"))
	build.Label("columns")
	add(v, "wide", w, stride, x, rows, vectors, func(part int, row reg.GPVirtual, times, sum reg.VecVirtual) {
		build.VFMADD231PS(operand.Mem{Base: row, Disp: part * v.bytes}, times, sum)
	}, func(part int, sum reg.VecVirtual) {
		build.VMOVUPS(sum, operand.Mem{Base: y, Disp: part * v.bytes})
	})
	build.ADDQ(imm(vectors*v.bytes), w)
	build.ADDQ(imm(vectors*v.bytes), y)
	build.SUBQ(step, n)
	build.JGE(label("columns"))

	build.Label("rest")
	build.ADDQ(step, n)
	build.JLE(label("done"))
	build.Label("last")
	l := newLanes(v, n)
	add(v, "narrow", w, stride, x, rows, 1, func(_ int, row reg.GPVirtual, times, sum reg.VecVirtual) {
		build.VFMADD231PS(l.load(operand.Mem{Base: row}), times, sum)
	}, func(_ int, sum reg.VecVirtual) { l.store(sum, operand.Mem{Base: y}) })
	build.ADDQ(imm(v.bytes), w)
	build.ADDQ(imm(v.bytes), y)
	build.SUBQ(imm(v.width()), n)
	build.JG(label("last"))
	build.Label("done")
	ret()
}

// add runs down the rows with so many vectors of sums for even rows and for
// odd ones.
func add(v isa, name string, w, stride, x, rows reg.GPVirtual, vectors int, multiply func(part int, row reg.GPVirtual, times, sum reg.VecVirtual), store func(part int, sum reg.VecVirtual)) {
	sums, odd := v.zeros(vectors), v.zeros(vectors)
	row, value, left := build.GP64(), build.GP64(), build.GP64()
	build.MOVQ(w, row)
	build.MOVQ(x, value)
	build.MOVQ(rows, left)
	one := func(to []reg.VecVirtual, disp int) {
		times := v.vector()
		build.VBROADCASTSS(operand.Mem{Base: value, Disp: disp}, times)
		for part := range to {
			multiply(part, row, times, to[part])
		}
		build.ADDQ(stride, row)
	}
	build.SUBQ(imm(2), left)
	build.JL(label(name + "single"))
	build.Label(name + "pair")
	one(sums, 0)
	one(odd, 4)
	build.ADDQ(imm(8), value)
	build.SUBQ(imm(2), left)
	build.JGE(label(name + "pair"))
	build.Label(name + "single")
	build.CMPQ(left, operand.I8(-2))
	build.JE(label(name + "sum"))
	one(sums, 0)
	build.Label(name + "sum")
	for part := range sums {
		build.VADDPS(odd[part], sums[part], sums[part])
		store(part, sums[part])
	}
}
