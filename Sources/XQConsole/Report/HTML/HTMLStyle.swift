// How a page looks: on screens of any width, light and dark, and on paper.

/// The style sheet of a page.
enum HTMLStyle {
  /// Contrasts are 4.5 : 1 or more; the colours are those of the pictures.
  static let text = """

    :root { \(light) }
    @media (prefers-color-scheme: dark) { :root { \(dark) } }
    :root[data-theme=light] { \(light) }
    :root[data-theme=dark] { \(dark) }
    \(rules)
    @media print {
      :root, :root[data-theme] { \(light) }
      \(paper)
    }

    """

  private static let light =
    "color-scheme: light; --paper: #ffffff; --shade: #f5f7f9; --text: #1f2328; --muted: #59636e; --line: #d5dae0; "
    + "--link: #0060a0; --alarm: #b80d28; --warn: #8a5300; --mark: #fff3c4;"

  private static let dark =
    "color-scheme: dark; --paper: #14181d; --shade: #1c2229; --text: #e6e9ec; --muted: #a0aab4; --line: #38414b; "
    + "--link: #6bb8f5; --alarm: #ff7b7b; --warn: #f0b45a; --mark: #4a4015;"

  private static let rules = """
    * { box-sizing: border-box; }
    html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--text); line-height: 1.55;
      font-family: system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
    main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.5rem 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.75rem 0 0.75rem; overflow-wrap: anywhere; }
    header h2 { margin-top: 1.5rem; font-size: 1rem; }
    p { max-width: 46rem; overflow-wrap: anywhere; }
    a { color: var(--link); text-underline-offset: 0.15em; }
    pre, code, .code { font-family: ui-monospace, 'Cascadia Mono', Menlo, 'DejaVu Sans Mono', Consolas, monospace; }
    pre { margin: 0; font-size: 0.85rem; line-height: 1.5; overflow-x: auto; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: 1rem; z-index: 3; padding: 0.5rem 1rem; background: var(--paper); }
    .lead { font-size: 1.1rem; margin: 0.25rem 0 1rem; }
    .problems { margin: -0.5rem 0 1rem; padding-left: 1.25rem; overflow-wrap: anywhere; }
    .problems a { color: var(--alarm); }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.6rem 1.5rem; margin: 0; }
    .facts .long { grid-column: 1 / -1; }
    .facts .long dd { font-size: 0.85rem; }
    .facts dt { color: var(--muted); font-size: 0.8rem; }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    nav { margin-top: 1.5rem; padding: 0.9rem 0; border: solid var(--line); border-width: 1px 0; }
    nav ol { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; }
    .step { margin: 1.1rem 0; padding-left: 0.9rem; border-left: 3px solid var(--line); }
    .step.failed { border-color: var(--alarm); }
    .command { display: flex; align-items: flex-start; gap: 0.5rem; }
    .command pre { flex: 1; min-width: 0; padding: 0.15rem 0; font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere; }
    .remark { color: var(--alarm); font-size: 0.85rem; white-space: nowrap; }
    .printed { padding: 0.15rem 0; color: var(--muted); }
    .printed.line { white-space: pre-wrap; overflow-wrap: anywhere; }
    .printed.error, .printed.expectation { color: var(--alarm); }
    .printed.warning { color: var(--warn); }
    .table { overflow-x: auto; margin: 0.5rem 0; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.28rem 1.4rem 0.28rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
    th:last-child, td:last-child { padding-right: 0.3rem; }
    th { font-weight: 400; white-space: nowrap; }
    td { white-space: nowrap; }
    td.prose, td.code { white-space: normal; }
    td.prose { min-width: 18rem; max-width: 46rem; }
    td.code { font-size: 0.8rem; overflow-wrap: anywhere; min-width: 12rem; }
    th.name, td.name { max-width: 26rem; white-space: normal; overflow-wrap: anywhere; min-width: 6rem; }
    thead th { color: var(--muted); font-size: 0.82rem; border-bottom-color: var(--muted); vertical-align: bottom; }
    .number { text-align: right; }
    .outline td { border: 0; padding-top: 0.1rem; padding-bottom: 0.1rem; }
    .marked th, .marked td { color: var(--alarm); }
    .marked a { color: inherit; }
    tr:has(:target) th, tr:has(:target) td { background: var(--mark); }
    .below { margin: 0.25rem 0 0.75rem; max-width: 52rem; color: var(--muted); font-size: 0.85rem; white-space: pre-wrap; }
    figure { margin: 1rem 0; }
    .picture { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; line-height: 0; }
    .picture svg { display: block; height: auto; max-width: 100%; min-width: 44rem; margin: 0 auto; }
    figcaption { margin-top: 0.35rem; color: var(--muted); font-size: 0.85rem; }
    details summary { cursor: pointer; }
    .source { margin-top: 0.75rem; padding: 0.75rem; background: var(--shade); max-height: 30rem; overflow: auto; }
    .controls { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.25rem;
      padding: 0.5rem 1.25rem; background: var(--shade); border-bottom: 1px solid var(--line); font-size: 0.9rem; }
    .controls[hidden] { display: none; }
    .controls label:last-child { margin-left: auto; }
    #count { color: var(--muted); }
    input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--muted);
      border-radius: 4px; padding: 0.15rem 0.5rem; }
    .copy { font-size: 0.78rem; color: var(--muted); cursor: pointer; border-color: transparent; }
    .copy:hover, .copy:focus-visible { color: var(--text); border-color: var(--muted); }
    th button { all: unset; cursor: pointer; color: inherit; }
    th button:hover { text-decoration: underline; }
    th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    th[aria-sort] button { color: var(--text); }
    th[aria-sort=ascending] button::after { content: ' ↑'; }
    th[aria-sort=descending] button::after { content: ' ↓'; }
    #tip { position: fixed; z-index: 4; max-width: 22rem; padding: 0.25rem 0.55rem; border-radius: 4px; font-size: 0.85rem;
      overflow-wrap: anywhere; background: var(--text); color: var(--paper); pointer-events: none; }
    .leads { cursor: pointer; }
    @media (max-width: 40rem) {
      main { padding: 1rem 0.9rem 3rem; }
      .controls { padding: 0.4rem 0.9rem; }
      .controls label:last-child { margin-left: 0; }
      .step { padding-left: 0.6rem; }
    }
    """

  private static let paper = """
    body { font-size: 10pt; }
    main { max-width: none; padding: 0; }
    .controls, .skip, .copy, #tip, details, nav { display: none; }
    .table, .picture, pre { overflow: visible; }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; }
    table { width: auto; max-width: 100%; font-size: 8pt; }
    th, td { padding-right: 0.8rem; white-space: normal; overflow-wrap: anywhere; }
    td.number, th.number { white-space: nowrap; }
    .picture svg { min-width: 0; }
    tr, figure, .command { break-inside: avoid; }
    h2, .command { break-after: avoid; }
    thead { display: table-header-group; }
    """
}
