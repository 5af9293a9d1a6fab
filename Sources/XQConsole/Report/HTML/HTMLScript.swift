// What a page does beside being read: sorting, filtering, copying, hints at marks of pictures, light and dark.

import XQSystem

/// The script of a page, which works without network and without anything else.
enum HTMLScript {
  /// The digest by which a browser knows that the script is the page's own.
  static let digest: String = {
    var hash = SHA256()
    Array(text.utf8).withUnsafeBytes { hash.update($0) }
    return Base64.text(ofHexadecimal: hash.finish())
  }()

  // Its own marks of a CDATA section keep the page well-formed XML whatever signs the script has.
  static let text = #"""

    //<![CDATA[
    'use strict';
    (() => {
      const all = (selector, within = document) => [...within.querySelectorAll(selector)];
      const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
      const controls = document.getElementById('controls');
      controls.hidden = false;

      // Light and dark: as the system has it until the reader chooses.
      const theme = document.getElementById('theme');
      const show = (choice) => {
        if (choice) document.documentElement.dataset.theme = choice;
        else delete document.documentElement.dataset.theme;
      };
      theme.addEventListener('change', () => show(theme.value));
      addEventListener('beforeprint', () => show('light'));
      addEventListener('afterprint', () => show(theme.value));

      // A button at each command copies it.
      for (const command of all('.command')) {
        const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy' });
        button.setAttribute('aria-label', 'Copy the command');
        const text = command.querySelector('code');
        button.addEventListener('click', async () => {
          let done = 'Copied';
          try {
            await navigator.clipboard.writeText(text.textContent);
          } catch {
            getSelection().selectAllChildren(text);
            done = document.execCommand('copy') ? 'Copied' : 'Selected';
          }
          button.textContent = done;
          setTimeout(() => { button.textContent = 'Copy'; }, 1500);
        });
        command.append(button);
      }

      // Headers sort: up, down, as it was. Rows without a value stay last.
      const compare = (isNumeric) => (a, b) => {
        if (!isNumeric) return a.localeCompare(b, 'en', { numeric: true });
        const [x, y] = [a, b].map((text) => parseFloat(text.replace('inf', 'Infinity')));
        return x - y || 0;
      };
      for (const table of all('table')) {
        const body = table.tBodies[0];
        const original = [...body.rows];
        if (original.length < 2) continue;
        const headers = all('thead th', table);
        headers.forEach((header, column) => {
          const button = make('button', { type: 'button', textContent: header.textContent });
          header.replaceChildren(button);
          button.addEventListener('click', () => {
            const next = { ascending: 'descending', descending: '' }[header.getAttribute('aria-sort')] ?? 'ascending';
            headers.forEach((other) => other.removeAttribute('aria-sort'));
            if (next) header.setAttribute('aria-sort', next);
            const order = compare(header.classList.contains('number'));
            const sign = next === 'descending' ? -1 : 1;
            const text = (row) => row.cells[column]?.textContent ?? '';
            const isMissing = (row) => ['', '-', 'nan'].includes(text(row));
            const sorted = next ? [...original].sort((a, b) =>
              isMissing(a) - isMissing(b) || sign * order(text(a), text(b))) : original;
            body.append(...sorted);
          });
        });
      }

      // The field keeps rows whose name has the text in it; rows without a name go with the one above.
      const filter = document.getElementById('filter');
      const count = document.getElementById('count');
      const rows = [];
      for (const table of all('table')) {
        let name = null;
        for (const row of table.tBodies[0].rows) {
          const cell = row.querySelector('.name');
          if (!cell) continue;
          name = cell.textContent.toLowerCase() || name;
          rows.push({ row, name: name ?? '' });
        }
      }
      document.getElementById('filtering').hidden = rows.length === 0;
      const apply = () => {
        const wanted = filter.value.trim().toLowerCase();
        for (const { row, name } of rows) row.hidden = !name.includes(wanted);
        const left = rows.filter(({ row }) => !row.hidden).length;
        count.textContent = wanted ? `${left} of ${rows.length} rows` : '';
      };
      filter.addEventListener('input', apply);

      // Marks of pictures say what they are at once, and lead to the row of what they name.
      const anchors = new Map(all('.name[id]').map((cell) => [cell.textContent, cell]));
      const longest = [...anchors.keys()].sort((a, b) => b.length - a.length);
      const tip = make('div', { id: 'tip', hidden: true });
      document.body.append(tip);
      for (const title of all('.picture svg title')) {
        const mark = title.parentNode;
        const text = title.textContent;
        const name = longest.find((name) => text === name || text.startsWith(name + ':'));
        mark.dataset.tip = text;
        title.remove();
        if (name !== undefined) {
          mark.classList.add('leads');
          mark.addEventListener('click', () => {
            filter.value = '';
            apply();
            location.hash = anchors.get(name).id;
          });
        }
      }
      document.addEventListener('pointermove', (event) => {
        const text = event.target.dataset?.tip;
        tip.hidden = !text;
        if (!text) return;
        tip.textContent = text;
        const box = tip.getBoundingClientRect();
        tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - box.width - 4)) + 'px';
        tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 8
          : event.clientY + 18) + 'px';
      });
      document.addEventListener('scroll', () => { tip.hidden = true; }, true);

      // A link to a row that the filter hides shows it again.
      document.addEventListener('click', (event) => {
        const link = event.target.closest?.('a[href^="#"]');
        const target = link && document.getElementById(link.getAttribute('href').slice(1));
        if (target?.closest('tr')?.hidden) { filter.value = ''; apply(); }
      });
    })();
    //]]>

    """#
}

/// Base64 as RFC 4648 defines it.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// - Parameter digits: two hexadecimal digits a byte; an odd one at the end, and what is no digit, is left out.
  static func text(ofHexadecimal digits: String) -> String {
    let halves = digits.compactMap(\.hexDigitValue)
    let bits = halves.prefix(halves.count - halves.count % 2).flatMap { half in (0..<4).map { half >> (3 - $0) & 1 } }
    var text = ""
    for start in stride(from: 0, to: bits.count, by: 6) {
      let value = (start..<(start + 6)).reduce(0) { $0 << 1 | ($1 < bits.count ? bits[$1] : 0) }
      text.append(alphabet[value])
    }
    return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
  }
}
