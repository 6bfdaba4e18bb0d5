//go:build !amd64

package kernel

func madeByAMD() bool { return false }

func askForTiles() bool { return false }
