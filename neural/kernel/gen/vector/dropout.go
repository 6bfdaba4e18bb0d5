package main

import (
	"github.com/mmcloughlin/avo/operand"
)

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
