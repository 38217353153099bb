import { Content } from 'vitepress'
import { h } from 'vue'

export default { Layout: () => h('article', [h(Content)]), enhanceApp: ({ app }) => app.component('Badge', { props: ['text'], render() { return h('span', this.text) } }) }
