// Command gen makes the data files package zh embeds. It is run by
// `go generate` in that folder, which says where the inputs come from:
//
//	gen simplify TSCharacters.txt STCharacters.txt simplify.txt
//	gen dict dict.txt dict.bin.gz
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	switch args := os.Args[1:]; {
	case len(args) == 4 && args[0] == "simplify":
		err = simplifyTable(args[1], args[2], args[3])
	case len(args) == 3 && args[0] == "dict":
		err = dictionary(args[1], args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: gen simplify TSCHARACTERS STCHARACTERS OUT | gen dict JIEBA_DICT OUT")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
