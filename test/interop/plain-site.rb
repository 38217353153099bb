# Publishes a plain folder of posts as docs/posts.md says it of one, by Debian's kramdown: what test/interop/generators.ts
# holds Belfry's reading against. In: the folder, where this runs. Out: _site with a page for each post, and a feed.
require 'cgi'
require 'date'
require 'fileutils'
require 'json'
require 'kramdown'
require 'kramdown-parser-gfm'
require 'time'
require 'yaml'

URL = 'https://ruff.example'

def front_matter(text)
  if text.start_with?('+++')
    head, body = text.split(/^\+\+\+$/, 3)[1..]
    pairs = head.scan(/^(\w+) = "?([^"\n]*)"?$/)
    return [pairs.to_h, body]
  end
  if text.start_with?('{')
    at = text.index("\n}\n") + 2
    return [JSON.parse(text[0..at]), text[at..]]
  end
  head, body = text.split(/^---$/, 3)[1..]
  return nil if body.nil?
  [YAML.safe_load(head, permitted_classes: [Date, Time]), body]
end

def instant(value)
  return value.to_time.utc if value.is_a?(Time)
  return Time.utc(value.year, value.month, value.day) if value.is_a?(Date)
  text = value.to_s.tr('/', '-')
  Time.parse(text =~ /\d\d:\d\d/ && text !~ /(Z|[+-]\d{4})\z/ ? "#{text} UTC" : text).utc
end

posts = []
Dir.glob('news/**/*.{md,markdown,mkd,html}').sort.each do |path|
  matter, body = front_matter(File.read(path))
  next if matter.nil? || matter['draft']
  name = File.basename(path).sub(/\.\w+\z/, '')
  name = File.basename(File.dirname(path)) if name == 'index'
  _, year, month, day, slug = /\A(\d+)-(\d+)-(\d+)-(.*)\z/.match(name).to_a
  at = matter['date'] ? instant(matter['date']) : Time.utc(year.to_i, month.to_i, day.to_i)
  if matter['title'].nil?
    matter['title'] = body[/^# (.*)$/, 1]
    body = body.sub(/^# .*$/, '')
  end
  address = matter['permalink'] || "/news/#{at.strftime('%Y/%m/%d')}/#{matter['slug'] || slug || name}/"
  options = { input: 'GFM', smart_quotes: 'apos,apos,quot,quot', hard_wrap: false, syntax_highlighter: nil }
  html = path.end_with?('.html') ? body : Kramdown::Document.new(body, options).to_html
  posts << { path: path, at: at, address: address, title: matter['title'], html: html }
end

# As GitHub leads them, and jekyll-relative-links.
addresses = posts.to_h { |post| [File.expand_path(post[:path]), post[:address]] }
entries = posts.map do |post|
  html = post[:html].gsub(/href="([^":#]+\.md)(#[^"]*)?"/) do
    "href=\"#{addresses.fetch(File.expand_path($1, File.dirname(post[:path])))}#{$2}\""
  end
  page = File.join('_site', post[:address], 'index.html')
  FileUtils.mkdir_p(File.dirname(page))
  meta = { 'source' => post[:path], 'date' => post[:at].iso8601, 'title' => post[:title] }
  heads = meta.map { |key, value| "<meta name=\"#{key}\" content=\"#{CGI.escapeHTML(value)}\">" }
  File.write(page, "#{heads.join("\n")}\n<article>#{html}</article>\n")
  "<entry><id>#{URL}#{post[:address]}</id><link href=\"#{URL}#{post[:address]}\"/>" \
    "<title>#{CGI.escapeHTML(post[:title])}</title><updated>#{post[:at].iso8601}</updated></entry>"
end
head = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>#{URL}/</id><title>Ruff</title><updated>2026-01-01T00:00:00Z</updated>"
File.write('_site/feed.xml', "<?xml version=\"1.0\" encoding=\"utf-8\"?>#{head}#{entries.join}</feed>")
