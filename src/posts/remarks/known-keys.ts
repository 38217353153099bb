/**
 * The keys of front matter that other programs own; ours stand in config/front-matter-keys.ts. Pure data. A key of
 * another program is passed by in silence; one that is neither, and looks nearly like ours, is a slip. Each line says
 * who reads the keys on it.
 */

const OWNED: readonly (readonly [who: string, keys: string])[] = [
  ['Jekyll and GitHub Pages', 'layout tags tag excerpt excerpt_separator sort_order sitemap hidden lang ref locale'],
  [
    'jekyll-feed, jekyll-seo-tag',
    'feed exclude_from_feed last_modified_at seo description twitter canonical_url robots',
  ],
  ['jekyll-redirect-from, jekyll-archives', 'redirect redirects alias aliases archive'],
  [
    'Minimal Mistakes',
    'header sidebar toc toc_label toc_icon toc_sticky classes author_profile read_time share related',
  ],
  [
    'Minimal Mistakes, Chirpy',
    'comments comment pin math mermaid media_subpath img_path show_date teaser tagline gallery',
  ],
  [
    'Just the Docs',
    'nav_order nav_exclude nav_title nav_enabled parent grand_parent has_children has_toc search_exclude',
  ],
  [
    'Hugo',
    'lastmod publishdate expirydate linktitle url weight type markup outputs resources series images videos audio',
  ],
  ['Hugo', 'keywords summary headless cascade build _build iscjklanguage translationkey menu menus params options'],
  ['Hugo', 'isplain modified pubdate unpublishdate unlisted_at taxonomies featured featuredimage featured_image cover'],
  ['Zola', 'updated path template extra in_search_index generate_feed sort_by paginate_by page_template transparent'],
  ['Zola', 'insert_anchor_links render authors_title aliases_only'],
  ['Docusaurus', 'hide_table_of_contents toc_min_heading_level toc_max_heading_level pagination_label custom_edit_url'],
  [
    'Docusaurus',
    'sidebar_label sidebar_position sidebar_class_name hide_title last_update pagination_next pagination_prev',
  ],
  [
    'Docusaurus',
    'author_title author_url author_image_url author_image title_meta displayed_sidebar parse_number_prefixes',
  ],
  ['Eleventy', 'pagination eleventycomputed eleventyexcludefromcollections eleventynavigation dynamicpermalink'],
  ['Eleventy', 'templateengineoverride eleventyimport override'],
  ['Hexo', 'disablenunjucks top photos link abbrlink password message sticky thumbnail banner index_img banner_img'],
  ['Pelican, Nikola', 'status modified save_as gravatar previewimage nocomments hidetitle hyphenate enclosure'],
  ['Astro, Starlight', 'heroimage pubdate updateddate hero editurl tableofcontents prev next head imagealt lead'],
  [
    'Gatsby, Ghost, Next',
    'featuredimagealt custom_excerpt visibility feature_image code_injection slugs created created_at',
  ],
  [
    'Gatsby, Ghost, Next',
    'updated_at published_at publish_date published_date publishedat updatedat publish_on timestamp',
  ],
  ['WordPress exports', 'post_id guid wordpress_id post_name post_type post_status parent_id meta wp_id original_url'],
  [
    'MkDocs, MyST',
    'hide icon subtitle readtime pin jupytext kernelspec numbering exports abstract bibliography keywords',
  ],
  ['pandoc, R Markdown', 'output institute abstract lang documentclass fontsize geometry bibliography csl toc-title'],
  ['Obsidian, Foam', 'cssclass cssclasses publish cover uid created tags'],
  [
    'many sites',
    'name note notes code data time site size list lists file files text body mood team type role side mode',
  ],
  [
    'many sites',
    'state page pages post posts event events show video videos audio image_alt image_caption caption credit',
  ],
  [
    'many sites',
    'license licence copyright source sources location city country language translator translators editor',
  ],
  [
    'many sites',
    'hero_image thumb og_image social_image background color colour style css js scripts section sections',
  ],
  [
    'many sites',
    'part chapter order position rank priority level topics topic subject projects project product products',
  ],
  [
    'many sites',
    'platform platforms release releases versions changelog cve cves affected fixed issue issues links blog',
  ],
  [
    'many sites',
    'download downloads downloadurl_label start end starts ends start_date end_date due_date until ' +
      'since person session sessions',
  ],
]

/** In small letters. */
export const FOREIGN_KEYS: ReadonlySet<string> = new Set(OWNED.flatMap(([, keys]) => keys.split(' ')))

/** Words that other programs write behind `kind:`, where it names the sort of page. */
export const FOREIGN_KINDS: ReadonlySet<string> = new Set(
  [
    'article post page blog blogpost blog-post news note notes event talk link photo video audio podcast',
    'episode entry item story update announcement tutorial guide howto how-to review interview',
    'case-study doc docs document section home index essay',
  ].flatMap((line) => line.split(' ')),
)
