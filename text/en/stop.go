package en

import "strings"

// Stop reports whether a lower-case word is so common in English that it
// tells nothing about a text.
func Stop(word string) bool {
	return len(word) <= longestStop && stops[word]
}

// stopList holds articles, pronouns, prepositions, conjunctions, auxiliaries
// and the adverbs that go with anything; also what is left of negations when
// they are cut at the apostrophe. Colours, sizes, seasons and anything else a
// text may be about are not in it.
const stopList = `
a an the this that these those such some any each every either neither both all no none other another
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
herself it its itself they them their theirs themselves one ones who whom whose which what whatever whoever
am is are was were be been being do does did doing done have has had having will would shall should can could may
might must ought cannot im ive id ill youre youve hes shes its were weve theyre theyve dont doesnt didnt isnt arent
wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt don doesn didn isn aren wasn weren won wouldn
couldn shouldn hasn haven hadn ain mustn
i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'll we're we've we'd we'll
they're they've they'd they'll that's there's here's what's who's where's how's let's don't doesn't didn't isn't
aren't wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't ain't mustn't
of in on at by for with about against between into through during before after above below to from up down out off
over under again further then once upon within without toward towards among amongst across along around behind
beside besides beyond despite except inside near onto outside per since than till until unto via
and but or nor so yet if because as while although though unless whereas whether either
not only own same too very just also ever never always often sometimes here there where when why how now still
already almost even quite rather really perhaps maybe however therefore thus hence else instead more most much many
few less least several enough etc
`

var stops = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(stopList) {
		m[w] = true
	}
	return m
}()

// longestStop is the length of "themselves" and "yourselves".
const longestStop = 10
