package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dotsInt8 is the inner products of four rows of weights with one vector, for
// processors without VNNI; the others have rowProductsInt8. The integer sums are
// exact, so every version gives the same.
func dotsInt8() {
	text("dotsInt8AVX2", "func(sums *int32, w *int8, stride uintptr, x *uint8, blocks int)",
		"writes the inner products of four rows of blocks*64 weights with x. blocks is at least 1.")
	const rows = 4
	w, stride, x, blocks := param("w"), param("stride"), param("x"), param("blocks")
	triple := tripled(stride)
	at := [rows]operand.Mem{{Base: w}, {Base: w, Index: stride, Scale: 1}, {Base: w, Index: stride, Scale: 2}, {Base: w, Index: triple, Scale: 1}}
	var sums [rows]reg.VecVirtual
	for i := range sums {
		sums[i] = build.YMM()
		zero(avx2, sums[i])
	}
	build.Label("block")
	for part := 0; part < 64; part += 16 {
		values, weights := build.YMM(), build.YMM()
		build.VPMOVZXBW(operand.Mem{Base: x, Disp: part}, values)
		for i := range sums {
			from := at[i]
			from.Disp = part
			build.VPMOVSXBW(from, weights)
			build.VPMADDWD(values, weights, weights)
			build.VPADDD(weights, sums[i], sums[i])
		}
	}
	build.ADDQ(imm(64), x)
	build.ADDQ(imm(64), w)
	down(blocks, "block")
	to := param("sums")
	for i, s := range sums {
		high := build.XMM()
		build.VEXTRACTI128(imm(1), s.AsY(), high)
		build.VPADDD(high, s.AsX(), s.AsX())
		build.VPHADDD(s.AsX(), s.AsX(), s.AsX())
		build.VPHADDD(s.AsX(), s.AsX(), s.AsX())
		build.VMOVD(s.AsX(), operand.Mem{Base: to, Disp: 4 * i})
	}
	ret()
}
