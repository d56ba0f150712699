select * from {{ ref('child_of_broken') }}
