package file

import (
	"strings"
	"unicode"
)

// headerWords are the names columns usually have, best first, in the form
// normalHeader gives. A column is looked at again by its values before it is
// taken (see fits), so a broad word does little harm.
var headerWords = [numFields][]string{
	fDate: {
		"date", "published at", "publish date", "published date", "publication date", "date published", "pub date", "pubdate", "published",
		"created at", "created utc", "created", "creation date", "date created", "posted at", "post date", "date posted", "posted",
		"datetime", "date time", "timestamp", "time", "review date", "review time", "unix review time", "comment time", "day", "week",
		"日期", "发布时间", "发布日期", "发表时间", "发表日期", "发文时间", "创建时间", "评论时间", "评论日期", "上榜时间", "时间", "發佈時間", "發布時間", "時間",
	},
	fTitle: {
		"title", "headline", "heading", "subject", "post title", "article title", "news title", "product title", "topic",
		"标题", "新闻标题", "文章标题", "题目", "热搜标题", "热搜词", "热搜", "话题", "標題", "題目",
	},
	fBody: {
		"body", "content", "contents", "text", "full text", "fulltext", "selftext", "article", "article text", "article body", "story",
		"review text", "review body", "review content", "review", "reviews", "comment text", "comment body", "comment", "message", "post", "post text", "tweet", "tweet text",
		"caption", "captions", "description", "short description", "summary", "abstract", "excerpt",
		"正文", "内容", "全文", "文章内容", "新闻内容", "微博正文", "微博内容", "评论内容", "评论", "评价内容", "评价", "文本", "描述", "摘要", "简介", "內容", "評論",
	},
	fAuthor: {
		"author", "authors", "author name", "byline", "by", "writer", "user name", "username", "user", "screen name", "nickname", "creator", "reviewer name", "reviewer",
		"作者", "用户名", "用户昵称", "昵称", "博主", "发布者", "用户", "记者", "暱稱",
	},
	fHeat: {
		"heat", "score", "hotness", "hot value", "hot", "popularity", "likes", "like count", "likes count", "upvotes", "ups", "votes", "favorites", "favourites", "favorite count",
		"claps", "points", "views", "view count", "retweets", "retweet count", "shares", "helpful votes", "helpful", "positive feedback count", "num comments", "comment count",
		"热度", "热度值", "热搜热度", "点赞", "点赞数", "点赞量", "赞", "喜欢数", "阅读量", "浏览量", "播放量", "转发", "转发数", "收藏数", "评论数", "點讚", "熱度",
	},
	fRank: {
		"rank", "ranking", "position", "hot rank", "chart position",
		"排名", "排行", "名次", "位次", "热搜排名",
	},
	fURL: {
		"permalink", "url", "link", "href", "web url", "article url", "page url", "post url",
		"链接", "网址", "原文链接", "文章链接", "链接地址", "連結", "網址",
	},
	fLabel: {
		"label", "category", "categories", "class", "class name", "section", "tag", "tags", "subreddit", "department", "department name",
		"标签", "类别", "分类", "类型", "品类", "栏目", "版块", "標籤", "類別",
	},
}

// normalHeader brings the spellings of a name together: "created_utc",
// "Created UTC" and "createdUtc" are one.
func normalHeader(name string) string {
	var b strings.Builder
	var before rune
	for _, r := range strings.Trim(strings.TrimSpace(name), "\uFEFF#\"'") {
		if r == '_' || r == '-' || r == '.' || r == ':' || unicode.IsSpace(r) {
			r = ' '
		}
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		before = r
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// isHeaderWord reports whether a name is one of headerWords.
func isHeaderWord(name string) bool {
	name = normalHeader(name)
	for _, words := range headerWords {
		for _, w := range words {
			if w == name {
				return true
			}
		}
	}
	return false
}
