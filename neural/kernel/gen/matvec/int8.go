package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowProductsInt8 is y = w*x for weights of 8 bits: integer products and sums,
// which are exact, then the scales.
func rowProductsInt8() {
	v := avx512
	text("rowProductsInt8", "func(y *float32, w *int8, stride uintptr, x *uint8, blocks, fours int, bias *int32, scale *float32, times float32)",
		"writes times*scale*(w*x - bias) for four rows a time of blocks*64 weights, stride bytes apart. blocks and fours are at least 1.")
	y, stride, x, blocks, fours := param("y"), param("stride"), param("x"), param("blocks"), param("fours")
	bias, scale := param("bias"), param("scale")
	rows := rowsOf(param("w"), stride)
	times := build.XMM()
	at, err := build.Param("times").Resolve()
	if err != nil {
		panic(err)
	}
	build.VBROADCASTSS(at.Addr, times)
	// Sixteen rows ahead are as many bytes as four of float32.
	distance := build.GP64()
	build.MOVQ(stride, distance)
	build.SHLQ(imm(4), distance)

	build.Label("four")
	sums := v.zeros(4)
	j, ahead, left := build.GP64(), build.GP64(), build.GP64()
	build.XORQ(j, j)
	build.MOVQ(distance, ahead)
	build.MOVQ(blocks, left)
	build.Label("block")
	values := v.vector()
	build.VMOVDQU64(operand.Mem{Base: x, Index: j, Scale: 1}, values)
	for i, r := range rows {
		build.VPDPBUSD(operand.Mem{Base: r, Index: j, Scale: 1}, values, sums[i])
		build.PREFETCHT0(operand.Mem{Base: r, Index: ahead, Scale: 1})
	}
	build.ADDQ(imm(64), j)
	build.ADDQ(imm(64), ahead)
	build.DECQ(left)
	build.JNZ(label("block"))

	var x4 [4]reg.VecVirtual
	for i, s := range sums {
		high, low := build.YMM(), build.XMM()
		build.VEXTRACTI64X4(imm(1), s, high)
		build.VPADDD(s.AsY(), high, high)
		build.VEXTRACTI128(imm(1), high, low)
		build.VPADDD(high.AsX(), low, low)
		x4[i] = low
	}
	build.VPHADDD(x4[1], x4[0], x4[0])
	build.VPHADDD(x4[3], x4[2], x4[2])
	build.VPHADDD(x4[2], x4[0], x4[0])
	build.VPSUBD(operand.Mem{Base: bias}, x4[0], x4[0])
	build.VCVTDQ2PS(x4[0], x4[0])
	factor := build.XMM()
	build.VMULPS(operand.Mem{Base: scale}, times, factor)
	build.VMULPS(factor, x4[0], x4[0])
	build.VMOVUPS(x4[0], operand.Mem{Base: y})
	for _, r := range []reg.GPVirtual{y, bias, scale} {
		build.ADDQ(imm(16), r)
	}
	skip(rows, stride)
	build.DECQ(fours)
	build.JNZ(label("four"))
	ret()
}

// quantize rounds values to 8 bits, raised by 128.
func quantize() {
	v := avx512
	text("quantizeAVX512", "func(y *uint8, x *float32, sixteens int, inverse float32)",
		"writes 128 + x*inverse, rounded to the nearest integer, ties to even, sixteen values a time. sixteens is at least 1.")
	y, x, left := param("y"), param("x"), param("sixteens")
	at, err := build.Param("inverse").Resolve()
	if err != nil {
		panic(err)
	}
	inverse, raise := v.vector(), v.vector()
	build.VBROADCASTSS(at.Addr, inverse)
	n := build.GP32()
	build.MOVL(operand.U32(128), n)
	build.VPBROADCASTD(n, raise)
	build.Label("loop")
	r := v.vector()
	build.VMULPS(operand.Mem{Base: x}, inverse, r)
	build.VCVTPS2DQ(r, r)
	build.VPADDD(raise, r, r)
	build.VPMOVDB(r, operand.Mem{Base: y})
	build.ADDQ(imm(64), x)
	build.ADDQ(imm(16), y)
	build.DECQ(left)
	build.JNZ(label("loop"))
	ret()
}
