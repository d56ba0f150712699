select * from {{ ref('helpers', 'shared') }} -- {{ ref('numbers') }}
