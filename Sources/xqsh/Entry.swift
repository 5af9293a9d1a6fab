// Where the program starts.

import Glibc

@main
enum Entry {
  static func main() {
    exit(CommandLineInterface.run(Array(CommandLine.arguments.dropFirst())))
  }
}
