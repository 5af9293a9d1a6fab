// A bar for work that takes long: what, how far, how long still.

import XQLanguage

/// The state of the bar on the last line of a terminal.
struct ProgressBar {
  private static let delay = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)
  private static let cells = 10
  /// Returns to the start of the line and clears it.
  private static let cleared = "\r\u{1B}[K"

  let style: TextStyle
  private var activity: String?
  private var start = ContinuousClock.Instant.now
  private var lastDrawn: ContinuousClock.Instant?

  init(style: TextStyle) { self.style = style }

  /// What to write for this state of the work; `nil` for nothing: it is young, or was drawn a moment ago.
  mutating func update(_ progress: Progress?, at now: ContinuousClock.Instant) -> String? {
    guard let progress else {
      activity = nil
      return clear()
    }
    if activity != progress.activity {
      activity = progress.activity
      start = now
    }
    guard now - start >= Self.delay else { return nil }
    if let lastDrawn, now - lastDrawn < Self.interval { return nil }
    lastDrawn = now
    return Self.cleared + text(progress, elapsed: now - start)
  }

  /// What takes the bar away, `nil` if there is none.
  mutating func clear() -> String? {
    guard lastDrawn != nil else { return nil }
    lastDrawn = nil
    return Self.cleared
  }

  /// `measuring  ███████░░░  212/360 samples  3 s left   (Ctrl-C stops)`, cut to the width.
  func text(_ progress: Progress, elapsed: Duration) -> String {
    var text = TerminalText.escaped(progress.activity)
    if progress.total > 0 {
      let done = min(max(0, progress.done), progress.total)
      let share = Double(done) / Double(progress.total)
      let full = Int(share * Double(Self.cells))
      let (block, empty) = style.isUnicode ? ("█", "░") : ("#", ".")
      text += "  " + String(repeating: block, count: full) + String(repeating: empty, count: Self.cells - full)
      text += "  \(done)/\(progress.total) \(progress.unit)"
      if done > 0 {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        text += "  \(Self.remaining(seconds / share - seconds)) left"
      }
    } else {
      text += "  \(progress.done) \(progress.unit)"
    }
    text += "   (Ctrl-C stops)"
    return DisplayWidth.shortened(text, to: style.width - 1, mark: style.ellipsis)
  }

  private static func remaining(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 360_000 else { return "long" }
    let whole = Int(seconds.rounded(.up))
    if whole < 90 { return "\(whole) s" }
    if whole < 5400 { return "\((whole + 30) / 60) min" }
    return "\((whole + 1800) / 3600) h"
  }
}
