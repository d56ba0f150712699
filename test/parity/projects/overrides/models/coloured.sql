select '{{ var('colour') }}' as colour, '{{ var('other', 'none') }}' as other
