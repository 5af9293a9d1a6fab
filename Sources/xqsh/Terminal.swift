// What the terminal and the environment say of themselves.

import Glibc
import XQConsole
import XQReadline
import XQSystem

enum Terminal {
  /// The width of the terminal behind a descriptor, `nil` where there is none.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether the locale writes UTF-8. Without any it is taken to: files and pipes are read by programs that do.
  static var isUnicode: Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = environment(name), !value.isEmpty else { continue }
      let locale = value.uppercased()
      return locale.contains("UTF-8") || locale.contains("UTF8")
    }
    return isatty(STDOUT_FILENO) == 0
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// How text for a descriptor is written.
  static func style(_ descriptor: Int32, _ options: GlobalOptions, cutsLongTables: Bool) -> TextStyle {
    let isTerminal = isatty(descriptor) == 1
    let hasColour: Bool
    switch options.color {
    case .always: hasColour = true
    case .never: hasColour = false
    case .auto:
      let isRefused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
      hasColour = isTerminal && !isRefused && environment("TERM") != "dumb"
    }
    return TextStyle(
      width: options.width ?? width(of: descriptor) ?? 100, hasColour: hasColour, isUnicode: isUnicode,
      cutsLongTables: cutsLongTables)
  }

  /// What reads lines: readline where the program was built with it and both ends are terminals.
  static func editor(_ output: OutputStream, signals: SignalPipe) -> any LineEditor {
    #if Readline
      if output.isTerminal {
        let folder = UserFolders.state.flatMap { FileAccess.makeUserFolder($0) ? $0 : nil }
        return ReadlineEditor(
          name: "xqsh", historyFile: folder.map { $0 + "/history" }, signals: signals, suspend: Signals.stopProcess)
      }
    #endif
    return PlainEditor(signals: signals, showsPrompts: output.isTerminal, suspend: Signals.stopProcess)
  }
}
