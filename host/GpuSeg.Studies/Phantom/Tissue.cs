namespace GpuSeg.Studies.Phantom;

/// <summary>What a point of the head consists of; the last three are one lesion in the truth.</summary>
internal enum Tissue : byte
{
    Outside, Csf, GreyMatter, WhiteMatter, Oedema, EnhancingRim, NecroticCore,
}
