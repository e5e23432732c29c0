namespace GpuSeg.Source.Tests.Rules;

/// <summary>Verbs that summaries of methods and names of tests begin with.</summary>
internal static class Verbs
{
    private static readonly HashSet<string> _known = new(
        """
        Accepts Accumulates Acquires Adapts Adds Adjusts Admits Advances Advises Agrees Aligns Allocates Allows Answers Appends Applies
        Approximates Asks Asserts Assigns Attaches Averages Avoids Awaits Begins Behaves Binds Blends Blocks Borrows Bounds Breaks
        Brings Buckets Builds Caches Calculates Calls Cancels Captures Carries Casts Centres Chains Changes Checks Chooses Claims
        Clamps Classifies Cleans Clears Climbs Clips Clones Closes Clusters Collapses Collects Colours Combines Compares Compiles
        Completes Composes Compresses Computes Concatenates Configures Confirms Connects Constructs Consumes Contains Continues
        Converges Converts Copies Corrects Costs Counts Covers Creates Crops Cuts Deals Decides Declares Decodes Decompresses
        Decrements Defaults Defers Defines Deflates Deletes Delivers Depends Derives Describes Detects Determines Differs Directs
        Disables Discards Dispatches Displays Disposes Distinguishes Distributes Divides Does Downloads Downsamples Draws Drives
        Drops Duplicates Emits Empties Enables Encodes Ends Enlarges Ensures Enters Enumerates Equals Escapes Estimates Evaluates
        Exceeds Excludes Executes Exits Expands Expects Explains Explores Exports Exposes Extends Extracts Factorises Fails Falls
        Fetches Fills Filters Finds Finishes Fits Fixes Flattens Flips Floors Flushes Folds Follows Forces Formats Forms Forwards
        Frees Freezes Gathers Generates Gets Gives Goes Groups Grows Guards Guesses Handles Hands Has Hashes Hides Highlights Holds
        Identifies Ignores Implements Improves Includes Increases Increments Indexes Infers Inflates Informs Inherits Initialises
        Inserts Inspects Installs Instantiates Integrates Interpolates Interprets Interrupts Intersects Inverts Invokes Issues
        Iterates Joins Judges Keeps Kills Knows Labels Lacks Launches Lays Leaves Lets Limits Links Listens Lists Loads Locates
        Locks Logs Loses Lowers Maintains Makes Manages Maps Marks Masks Matches Maximises Means Measures Meets Merges Minimises
        Mirrors Mixes Modifies Moves Multiplies Names Needs Negates Normalises Notes Notices Notifies Numbers Obeys Observes Obtains Offers
        Omits Opens Orders Orients Outputs Overrides Overwrites Packs Pads Paints Pairs Parses Partitions Passes Performs Permutes Picks
        Places Plans Plots Pluralises Points Pools Populates Posts Predicts Prefers Prepares Presents Preserves Prevents Prints
        Probes Processes Produces Projects Prompts Propagates Protects Provides Publishes Pulls Puts Quantises Queries Queues Quotes
        Raises Ranks Reaches Reads Rebuilds Receives Recognises Recommends Records Recovers Recreates Reduces Refers Reflects Relates
        Refreshes Refuses Registers Rejects Relabels Releases Reloads Remembers Removes Renames Renders Reorders Reorients Repeats
        Replaces Replays Reports Represents Reproduces Requests Requeues Requires Reruns Resamples Rescales Reserves Resets Reshapes Resizes
        Resolves Respects Responds Restarts Restores Restricts Resumes Retains Retries Returns Reuses Reverses Reverts Rewrites
        Rotates Rounds Runs Samples Satisfies Saves Says Scales Scans Scatters Schedules Scores Searches Seeds Seeks Segments
        Selects Sends Separates Serialises Serves Sets Shades Shapes Shares Shifts Shortens Shows Shrinks Shuffles Signals
        Simplifies Skips Slices Smooths Softens Solves Sorts Splits Spreads Squares Stacks Standardises Starts States Stays Steps
        Stops Stores Streams Stretches Strips Submits Subsamples Subtracts Succeeds Suggests Summarises Sums Supplies Supports
        Survives Suspends Swaps Synchronises Takes Tells Terminates Tests Throws Ticks Tightens Times Totals Touches Traces Tracks
        Trains Transforms Translates Transposes Traverses Treats Tries Trims Truncates Turns Undoes Unescapes Unites Unlocks Unpacks
        Updates Uploads Upsamples Uses Validates Verifies Views Visits Waits Walks Warns Weighs Weights Whitens Widens Works Wraps
        Winsorizes Writes Yields
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    /// <summary>Words after which the first word is a noun in the plural: "Labels of ...", "Names that ...", "Starts are ...".</summary>
    private static readonly HashSet<string> _afterNoun =
    [
        "of", "that", "which", "whose", "who", "are", "were", "have", "do", "can", "may", "must", "will", "would", "should", "need", "come",
        "stay", "go",
    ];

    /// <summary>Verbs that are followed by a clause: "Requires that ...".</summary>
    private static readonly HashSet<string> _beforeClause =
    [
        "Asserts", "Checks", "Confirms", "Ensures", "Explains", "Knows", "Notes", "Reports", "Requires", "Says", "Shows", "States",
        "Verifies", "Warns",
    ];

    /// <summary>Returns whether a sentence begins with a verb in the third person.</summary>
    public static bool BeginsWithVerb(string sentence)
    {
        string[] words = sentence.Split([' ', ',', '.', ':', ';'], 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && _known.Contains(words[0]) && (words.Length == 1 || !IsNoun(words[0], words[1]));
    }

    /// <summary>Returns whether the second word shows that the first is a noun.</summary>
    private static bool IsNoun(string first, string second) =>
        _afterNoun.Contains(second) && !(second == "that" && _beforeClause.Contains(first));
}
