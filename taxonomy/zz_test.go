package taxonomy
import ("testing";"fmt";"sort";"slices";"strings")
func TestZZHidden(t *testing.T){
 m:=fashionMatcher(t); p:=m.pack
 own:=map[string]int{}
 for _,s:=range p.spellings(){ if _,ok:=own[s.key];!ok && !s.derived {own[s.key]=s.concept} }
 cnt:=map[string]int{}
 tx:=weiboTitles(t); for _,s:=range reddit(t){tx=append(tx,s.text)}; for _,s:=range huffpost(t){tx=append(tx,s.text)}
 for _,s:=range tx { for _,x:=range m.Match(nil,s){ cnt[x.Concept+"="+key(s[x.Start:x.End])]++ } }
 type h struct{s string;n int}; var out []h
 for k,n:=range cnt { id,a,_:=strings.Cut(k,"="); anc:=p.Ancestors(id)
  for i:=range a { for j:=i+1;j<=len(a);j++ { if i==0&&j==len(a){continue}
    if i>0 && a[i-1]!=' ' && a[i]<0x80 {continue}
    if j<len(a) && a[j]!=' ' && a[j-1]<0x80 {continue}
    if c,ok:=own[a[i:j]];ok { o:=p.concepts[c].ID; if o!=id&&!slices.Contains(anc,o)&&len(a[i:j])>3{ out=append(out,h{fmt.Sprintf("%s=%s hides %s=%s",id,a,o,a[i:j]),n}) } } } } }
 sort.Slice(out,func(a,b int)bool{return out[a].n>out[b].n||out[a].n==out[b].n&&out[a].s<out[b].s})
 for i,x:=range out { if i<260 {fmt.Println(x.n,x.s)} }
 fmt.Println(len(out))
}
