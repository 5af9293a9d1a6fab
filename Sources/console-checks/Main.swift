// Checks that take long: a fuzzer of the language, and whether a long session takes more and more memory.

import Glibc

@main
enum Main {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let number = arguments.count > 1 ? Int(arguments[1]) : nil
    switch (arguments.first, number) {
    case ("language", let seconds?):
      let seed = arguments.count > 2 ? UInt64(arguments[2]) : nil
      exit(LanguageFuzzer(seed: seed ?? 1).run(seconds: seconds) ? 0 : 1)
    case ("memory", let count?): exit(MemoryCheck.run(commands: count) ? 0 : 1)
    default:
      print("usage: console-checks language SECONDS [SEED] | memory COMMANDS")
      exit(2)
    }
  }
}
