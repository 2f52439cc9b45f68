/** Waybill's sign: a paper that travels, with its torn edge and one line that is ticked off. */
export function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" width={20} height={20} aria-hidden="true">
      <path
        className="brand-mark__paper"
        d="M4 2.5h12v14.2l-2-1.4-2 1.4-2-1.4-2 1.4-2-1.4-2 1.4z"
        strokeLinejoin="round"
      />
      <path
        className="brand-mark__tick"
        d="M7 8.4l2.1 2.1L13.2 6.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
