package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convert turns float32 into 16-bit types and back, whole vectors only: AVX2
// has no masks for 16 bits.
func convert(g *generator) {
	g.define("toBF16", "func(dst []uint16, src []float32)", "rounds whole vectors to bfloat16.", func(f *function) {
		f.whole(func() {
			x := f.load("src")
			nan := f.compare(unordered, x, x)
			quiet, t := f.vector(), f.vector()
			f.VPSRLD(operand.Imm(16), x, t)
			f.VORPS(f.constantBits("quiet", 0x40), t, quiet)
			f.VANDPS(f.constantBits("lowest", 1), t, t) // ties to even
			f.VPADDD(f.constantBits("justBelow", 0x7fff), t, t)
			f.VPADDD(x, t, t)
			f.VPSRLD(operand.Imm(16), t, t)
			f.choose(nan, quiet, t)
			f.narrow(t, "dst")
		})
		f.end()
	})
	g.define("fromBF16", "func(dst []float32, src []uint16)", "widens whole vectors of bfloat16.", func(f *function) {
		f.whole(func() {
			x := f.vector()
			f.VPMOVZXWD(f.memory("src"), x)
			f.VPSLLD(operand.Imm(16), x, x)
			f.store(x, "dst")
		})
		f.end()
	})
	g.define("toF16", "func(dst []uint16, src []float32)", "rounds whole vectors to IEEE half precision.", func(f *function) {
		f.whole(func() { f.VCVTPS2PH(operand.Imm(0), f.load("src"), f.memory("dst")) }) // 0: nearest, ties to even
		f.end()
	})
	g.define("fromF16", "func(dst []float32, src []uint16)", "widens whole vectors of IEEE half precision.", func(f *function) {
		f.whole(func() {
			x := f.vector()
			f.VCVTPH2PS(f.memory("src"), x)
			f.store(x, "dst")
		})
		f.end()
	})
}

// narrow stores the low 16 bits of each lane, the high ones being 0.
func (f *function) narrow(r reg.VecVirtual, name string) {
	if f.bytes == 64 {
		f.VPMOVDW(r, f.memory(name))
		return
	}
	f.VPACKUSDW(r, r, r) // within halves
	f.VPERMQ(operand.Imm(0b1000), r, r)
	f.VMOVDQU(r.AsX(), f.memory(name))
}

// dropout hashes each place with kernel.Dropout's function.
func dropout(g *generator) {
	g.define("dropout", "func(x []float32, key, twist, threshold uint32, factor float32)", "multiplies x by factor where the place's hash is above threshold (24 bits), else by 0.", func(f *function) {
		key, twist, threshold, factor := f.scalar("key"), f.scalar("twist"), f.scalar("threshold"), f.scalar("factor")
		// weyl is place*golden, stepped rather than multiplied.
		const golden = 0x9e3779b9
		weyl, step := f.copy(f.data.lanes(f.Context)), f.constantBits("step"+f.suffix, uint32(f.width()*golden&0xffffffff))
		f.VPADDD(key, weyl, weyl)
		f.VPMULLD(f.constantBits("golden", golden), weyl, weyl)
		f.loop(1, func() {
			h, t := f.vector(), f.vector()
			mix := func(by uint64) {
				f.VPSRLD(operand.Imm(by), h, t)
				f.VXORPS(t, h, h)
			}
			f.VMOVUPS(weyl, h)
			mix(16)
			f.VPMULLD(f.constantBits("hash1", 0x7feb352d), h, h)
			mix(15)
			f.VXORPS(twist, h, h)
			f.VPMULLD(f.constantBits("hash2", 0x846ca68b), h, h)
			mix(16)
			f.VPSRLD(operand.Imm(8), h, h)
			keep := f.condition()
			f.VPCMPGTD(threshold, h, keep.register)
			by := f.copy(factor)
			f.only(keep, by)
			f.VMULPS(f.at("x"), by, by)
			f.store(by, "x")
			f.VPADDD(step, weyl, weyl)
		})
		f.end()
	})
}
